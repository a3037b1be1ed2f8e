import type { ButtonHTMLAttributes, ComponentChildren } from "preact";
import { Icon } from "./Icon.tsx";
import type { IconName } from "./icon_names.ts";

export type Look = "plain" | "primary" | "soft" | "quiet" | "danger";

interface Shape {
  /** One primary button a view: the thing to do next. */
  readonly look?: Look;
  readonly icon?: IconName | undefined;
  /** 56 px instead of 48. */
  readonly big?: boolean;
  readonly wide?: boolean;
  readonly class?: string;
  readonly children?: ComponentChildren;
}

function namesOf({ look = "plain", big, wide, class: extra }: Shape, isIcon: boolean): string {
  return [
    "btn",
    look === "plain" ? "" : look,
    big ? "big" : "",
    wide ? "wide" : "",
    isIcon ? "icon" : "",
    extra ?? "",
  ]
    .filter(Boolean)
    .join(" ");
}

export type ButtonProps = Shape &
  Omit<ButtonHTMLAttributes, "class" | "icon" | "children"> & { readonly popovertarget?: string };

export function Button({ look, icon, big, wide, class: extra, children, ...rest }: ButtonProps) {
  const shape: Shape = {
    ...(look && { look }),
    ...(big && { big }),
    ...(wide && { wide }),
    ...(extra && { class: extra }),
  };
  return (
    <button type="button" {...rest} class={namesOf(shape, false)}>
      {icon && <Icon name={icon} small />}
      {children}
    </button>
  );
}

interface IconButtonProps extends Omit<ButtonProps, "children" | "icon" | "aria-label"> {
  readonly icon: IconName;
  /** What it does, for those who do not see the picture. */
  readonly label: string;
  readonly turns?: boolean;
}

export function IconButton({ icon, label, look = "quiet", turns, ...rest }: IconButtonProps) {
  const { class: extra, big: _, wide: __, ...others } = rest;
  return (
    <button
      type="button"
      {...others}
      class={namesOf({ look, ...(extra && { class: extra }) }, true)}
      aria-label={label}
      title={label}
    >
      <Icon name={icon} turns={turns ?? false} />
    </button>
  );
}

interface LinkButtonProps extends Shape {
  readonly href: string;
  readonly target?: string;
  readonly label?: string;
}

/** Looks like a button, and is a link: it goes somewhere. */
export function LinkButton({ href, target, label, icon, children, ...shape }: LinkButtonProps) {
  return (
    <a
      href={href}
      {...(target && { target })}
      {...(label && { "aria-label": label })}
      class={namesOf(shape, false)}
    >
      {icon && <Icon name={icon} small />}
      {children}
    </a>
  );
}
