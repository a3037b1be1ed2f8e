import type { ComponentChildren } from "preact";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { topsOf, windowOf } from "./window_of.ts";

interface ListProps<T> {
  readonly items: readonly T[];
  readonly keyOf: (item: T) => string;
  /** The height of a row in px before it is known. */
  readonly guess: number;
  readonly row: (item: T, at: number) => ComponentChildren;
  readonly label: string;
  readonly class?: string;
}

/** How far beyond the window rows are drawn, in px. */
const beyond = 240;

/**
 * A list in the page that draws only the rows in sight; they may differ in height. The row is the
 * inside of an <li>.
 */
export function List<T>({ items, keyOf, guess, row, label, class: extra = "" }: ListProps<T>) {
  const ref = useRef<HTMLUListElement>(null);
  const heights = useRef(new Map<string, number>());
  const watched = useRef(new Set<Element>());
  const [span, setSpan] = useState(() => ({ top: 0, bottom: innerHeight }));
  const [, redraw] = useState(0);

  const measure = useCallback(() => {
    const box = ref.current?.getBoundingClientRect();
    if (!box) return;
    const top = Math.max(0, -box.top - beyond);
    const bottom = innerHeight - box.top + beyond;
    setSpan((old) =>
      Math.abs(old.top - top) < beyond / 2 && Math.abs(old.bottom - bottom) < beyond / 2
        ? old
        : { top, bottom },
    );
  }, []);

  const observer = useMemo(
    () =>
      new ResizeObserver((entries) => {
        let isNew = false;
        for (const { target, borderBoxSize } of entries) {
          // The layout is done by now: where the list is costs nothing to ask.
          if (target === ref.current) {
            measure();
            continue;
          }
          if (!target.isConnected) {
            observer.unobserve(target);
            watched.current.delete(target);
            continue;
          }
          const key = (target as HTMLElement).dataset.key ?? "";
          const height = borderBoxSize[0]?.blockSize ?? 0;
          if (height > 0 && Math.abs((heights.current.get(key) ?? 0) - height) > 0.5) {
            heights.current.set(key, height);
            isNew = true;
          }
        }
        if (isNew) redraw((count) => count + 1);
      }),
    [measure],
  );
  useEffect(() => () => observer.disconnect(), [observer]);

  useLayoutEffect(() => {
    if (ref.current) observer.observe(ref.current);
    addEventListener("scroll", measure, { passive: true });
    addEventListener("resize", measure);
    return () => {
      removeEventListener("scroll", measure);
      removeEventListener("resize", measure);
    };
  }, [measure, observer]);

  // Each row is watched from when it is first drawn; the browser tells its height before it paints.
  useLayoutEffect(() => {
    for (const child of ref.current?.children ?? []) {
      if (watched.current.has(child)) continue;
      watched.current.add(child);
      observer.observe(child);
    }
  });

  const at = topsOf(items.map((item) => heights.current.get(keyOf(item)) ?? guess));
  const { first, end } = windowOf(at, span.top, span.bottom);
  return (
    <ul
      ref={ref}
      class={`rows list ${extra}`.trim()}
      aria-label={label}
      style={{ "--all": at.at(-1) ?? 0 }}
    >
      {items.slice(first, end).map((item, index) => (
        <li
          key={keyOf(item)}
          data-key={keyOf(item)}
          aria-setsize={items.length}
          aria-posinset={first + index + 1}
          style={{ "--at": at[first + index] ?? 0 }}
        >
          {row(item, first + index)}
        </li>
      ))}
    </ul>
  );
}
