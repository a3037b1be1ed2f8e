import { loadavg } from "node:os";
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

/** What a test measured, as `web/e2e/run` prints it. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  /** "shift": the share of the screen that moved by itself; "points": out of 100. */
  readonly unit: "ms" | "shift" | "points";
  /** At most this, but at least so many points. */
  readonly budget: number;
  /** What it is the median of. */
  readonly of: readonly number[];
  /** How many programs wanted to run on this machine in the last minute. */
  readonly load: number;
}

function tell(info: TestInfo, told: Omit<Figure, "load">): void {
  const load = Number((loadavg()[0] ?? 0).toFixed(1));
  const figure: Figure = { ...told, load };
  info.annotations.push({ type: "figure", description: JSON.stringify(figure) });
}

/**
 * Puts the median of what was measured beside its budget into the report. Fails at twice the budget
 * only: others may use the machine too, and the report says how busy it was.
 */
export function figure(
  info: TestInfo,
  name: string,
  measured: readonly number[],
  budget: number,
  unit: "ms" | "shift" = "ms",
): void {
  const of = measured.map((value) => Number(value.toFixed(unit === "ms" ? 0 : 4)));
  const value = median(of);
  tell(info, { name, value, unit, budget, of });
  expect.soft(value, `${name}, of ${of.join(", ")}`).toBeLessThanOrEqual(2 * budget);
}

/** Puts points out of 100 beside how many there have to be into the report, with what cost some. */
export function score(
  info: TestInfo,
  name: string,
  value: number,
  budget: number,
  cost: readonly string[],
): void {
  tell(info, { name, value, unit: "points", budget, of: [value] });
  expect.soft(value, `${name}: ${cost.join("; ")}`).toBeGreaterThanOrEqual(budget);
}
