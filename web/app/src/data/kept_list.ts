import { type ReadonlySignal, signal } from "@preact/signals";

/** A short list, the newest first, that this browser keeps for its own screens. */
export interface KeptList<T> {
  readonly items: ReadonlySignal<readonly T[]>;
  /** Replaces the list by what `update` makes of it, as its other tabs have it now. */
  change(update: (items: readonly T[]) => readonly T[]): void;
}

/** `key` names it in the browser's storage; of more than `keptMax` the oldest go. */
export function keptList<T>(key: string, keptMax: number): KeptList<T> {
  // Null where this browser keeps nothing.
  const read = (): readonly T[] | null => {
    try {
      const found: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
      return Array.isArray(found) ? (found as readonly T[]) : [];
    } catch {
      return null;
    }
  };
  const items = signal<readonly T[]>(read() ?? []);
  globalThis.addEventListener?.("storage", (event) => {
    if (event.key === key) items.value = read() ?? items.peek();
  });
  const change = (update: (items: readonly T[]) => readonly T[]) => {
    const before = read() ?? items.peek();
    const after = update(before);
    if (after === before) return;
    items.value = after.slice(0, keptMax);
    try {
      if (after.length === 0) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify(items.value));
    } catch {
      // Full: it is there as long as this tab is.
    }
  };
  return { items, change };
}
