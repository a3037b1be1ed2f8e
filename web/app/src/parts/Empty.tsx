import type { ComponentChildren } from "preact";
import { Icon } from "./Icon.tsx";
import type { IconName } from "./icon_names.ts";

interface EmptyProps {
  readonly icon: IconName;
  readonly title: string;
  /** What it means and what to do next. */
  readonly children?: ComponentChildren;
}

/** Stands where a list has nothing in it. */
export function Empty({ icon, title, children }: EmptyProps) {
  return (
    <div class="empty">
      <Icon name={icon} />
      <h2>{title}</h2>
      {children}
    </div>
  );
}
