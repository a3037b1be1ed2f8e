import { type Signal, signal } from "@preact/signals";

/** What is set on this device alone. */
export const themes = ["system", "light", "dark"] as const;
export const textSizes = ["normal", "large", "larger"] as const;
export const hands = ["start", "end"] as const;
export const switches = ["on", "off"] as const;

interface Setting<T extends string> {
  readonly value: Signal<T>;
  readonly set: (value: T) => void;
}

/** Settings are remembered in this browser; where it does not let us, they hold for this visit. */
function setting<T extends string>(
  name: "theme" | "text" | "hand" | "count",
  choices: readonly [T, ...T[]],
): Setting<T> {
  const key = `wedsync.${name}`;
  const [usual] = choices;
  const value = signal<T>(usual);
  const show = (chosen: T) => {
    value.value = chosen;
    // The first choice is what the page is without any.
    if (chosen === usual) delete document.documentElement.dataset[name];
    else document.documentElement.dataset[name] = chosen;
  };
  const set = (chosen: T) => {
    show(chosen);
    try {
      if (chosen === usual) localStorage.removeItem(key);
      else localStorage.setItem(key, chosen);
    } catch {
      // Nothing may be kept here.
    }
  };
  readers.push(() => {
    const kept = localStorage.getItem(key);
    show(choices.find((each) => each === kept) ?? usual);
  });
  return { value, set };
}

const readers: (() => void)[] = [];

export const theme = setting("theme", themes);
export const textSize = setting("text", textSizes);
/** The end of the line at which the bar of places stands. */
export const hand = setting("hand", hands);
/** Whether this device counts how it is used. */
export const counting = setting("count", switches);

/** Makes the page look as it was set. Called once, before anything is drawn. */
export function applySettings(): void {
  try {
    for (const read of readers) read();
  } catch {
    // Nothing was kept that can be read.
  }
}
