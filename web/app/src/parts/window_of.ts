/** What of a long list is drawn. `at` holds the top of each item; its last entry is the height of all. */
export interface Drawn {
  readonly first: number;
  readonly end: number;
  readonly at: readonly number[];
}

/** The tops of items of the given heights, and the height of all at the end. */
export function topsOf(heights: readonly number[]): number[] {
  const tops = [0];
  let sum = 0;
  for (const height of heights) {
    sum += height;
    tops.push(sum);
  }
  return tops;
}

/** The index of the item that lies at `y`. `at` rises. */
export function itemAt(at: readonly number[], y: number): number {
  let low = 0;
  let high = Math.max(0, at.length - 2);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((at[middle] ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The items that touch the span from `top` to `bottom`. */
export function windowOf(at: readonly number[], top: number, bottom: number): Drawn {
  const count = at.length - 1;
  if (count <= 0) return { first: 0, end: 0, at };
  return { first: itemAt(at, top), end: Math.min(count, itemAt(at, bottom) + 1), at };
}
