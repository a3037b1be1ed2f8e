import type { Page, TestInfo } from "@playwright/test";
import { expect } from "./venue.ts";

/** Resolves with the time on the clock when the page shows the text. */
export const shownAt = (page: Page, text: string): Promise<number> =>
  page.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        const look = () => {
          if (!document.getElementById("main")?.textContent?.includes(wanted)) return false;
          resolve(Date.now());
          watch.disconnect();
          return true;
        };
        const watch = new MutationObserver(look);
        if (!look())
          watch.observe(document, { subtree: true, childList: true, characterData: true });
      }),
    text,
  );

export const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

/**
 * Puts a measurement beside its budget into the report. What is measured on a machine that others
 * use too fails at twice the budget only.
 */
export function figure(
  info: TestInfo,
  name: string,
  ms: readonly number[],
  budgetMs: number,
): void {
  const middle = Math.round(median(ms));
  info.annotations.push({
    type: "figure",
    description: `${name}: ${middle} ms of ${budgetMs} (median of ${ms.length})`,
  });
  expect(middle, name).toBeLessThanOrEqual(2 * budgetMs);
}
