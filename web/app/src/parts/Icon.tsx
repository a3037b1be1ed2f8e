import type { IconName } from "./icon_names.ts";

interface IconProps {
  readonly name: IconName;
  /** 16 px, inside text. */
  readonly small?: boolean;
  /** Turned about where the script runs from right to left. */
  readonly turns?: boolean;
  readonly class?: string;
}

/** A picture beside a word; it says nothing by itself. */
export function Icon({ name, small = false, turns = false, class: extra = "" }: IconProps) {
  const names = `i${small ? " i-s" : ""}${turns ? " i-turn" : ""} ${extra}`.trim();
  return (
    <svg class={names} aria-hidden="true">
      <use href={`#i-${name}`} />
    </svg>
  );
}
