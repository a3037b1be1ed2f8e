import type { ComponentChildren } from "preact";
import { useId, useRef, useState } from "preact/hooks";

interface MenuProps {
  /** The inside of the button that opens it. */
  readonly opener: ComponentChildren;
  readonly openerClass: string;
  readonly label?: string;
  /** Buttons and links; a press on one closes the menu. */
  readonly children: ComponentChildren;
}

const gap = 4;

/** Puts the menu beside its button and wholly into the window. */
function settle(menu: HTMLElement, button: HTMLElement): void {
  const from = button.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const isRtl = getComputedStyle(button).direction === "rtl";
  const x = isRtl ? from.right - width : from.left;
  const isBelow = from.bottom + gap + height <= innerHeight || from.top < height;
  const y = isBelow ? from.bottom + gap : from.top - gap - height;
  menu.style.setProperty("--x", `${Math.max(8, Math.min(x, innerWidth - width - 8))}px`);
  menu.style.setProperty("--y", `${Math.max(8, Math.min(y, innerHeight - height - 8))}px`);
}

/** Moves the focus among the items by the arrow keys. */
function step(menu: HTMLElement, event: KeyboardEvent): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by === undefined) return;
  event.preventDefault();
  const items = Array.from(menu.querySelectorAll<HTMLElement>("a, button:not(:disabled)"));
  const at = items.indexOf(document.activeElement as HTMLElement);
  items[(at + by + items.length) % items.length]?.focus();
}

/** A list of things to do or places to go, in a native popover; drawn when it is first opened. */
export function Menu({ opener, openerClass, label, children }: MenuProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const [isDrawn, setDrawn] = useState(false);
  return (
    <>
      <button
        type="button"
        ref={button}
        class={openerClass}
        popovertarget={id}
        {...(label && { "aria-label": label, title: label })}
      >
        {opener}
      </button>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys and presses are those of the items in it */}
      <div
        ref={menu}
        id={id}
        popover="auto"
        class="menu"
        onBeforeToggle={(event) => event.newState === "open" && setDrawn(true)}
        onToggle={(event) => {
          if (event.newState !== "open" || !menu.current || !button.current) return;
          settle(menu.current, button.current);
          const first = menu.current.querySelector<HTMLElement>("[aria-current=true], a, button");
          first?.focus({ preventScroll: true });
        }}
        onKeyDown={(event) => menu.current && step(menu.current, event)}
        onClick={(event) => {
          if (event.target instanceof Element && event.target.closest("a, button")) {
            menu.current?.hidePopover();
          }
        }}
      >
        {isDrawn && children}
      </div>
    </>
  );
}
