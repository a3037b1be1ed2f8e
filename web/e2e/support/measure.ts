import type { Page } from "@playwright/test";
import { median } from "./figures.ts";

/** How much slower than this machine a mid-range tablet is. */
export const kSlowTablet = 4;

/** Slows the thread of a page down so many times; 1: as it is. Chromium cannot slow a worker's. */
export async function slowDown(page: Page, times: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: times });
}

declare global {
  interface Window {
    /** When what was waited for was painted, in ms since the page was asked for; 0: not yet. */
    paintedAt: number;
    /** What the layout shifts of this page add up to. */
    shifted: number;
    /** How long each key took until the next paint, in ms. */
    keys: number[];
    /** How long each tap and key took until the next paint, in ms. */
    answers: Map<number, number>;
  }
}

/** What one opening of the app took. */
export interface Opening {
  /** Until the empty frame was painted, in ms. */
  readonly shell: number;
  /** Until what was waited for was painted, in ms. */
  readonly there: number;
  /** The layout shifts until a second later, added up. */
  readonly shift: number;
}

/** Has every document of a page from now on note when `selector` is painted, and its layout shifts. */
export async function noteOpening(page: Page, selector: string): Promise<void> {
  await page.addInitScript((wanted) => {
    window.paintedAt = 0;
    window.shifted = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value, hadRecentInput } = entry as unknown as {
          value: number;
          hadRecentInput: boolean;
        };
        if (!hadRecentInput) window.shifted += value;
      }
    }).observe({ type: "layout-shift", buffered: true });
    const watch = new MutationObserver(() => {
      if (!document.querySelector(wanted)) return;
      watch.disconnect();
      // A task after the next frame: what is there by then was drawn in it.
      requestAnimationFrame(() =>
        setTimeout(() => {
          window.paintedAt = performance.now();
        }),
      );
    });
    watch.observe(document, { childList: true, subtree: true });
  }, selector);
}

/** What `noteOpening` noted, a second after all was there. */
export async function openingOf(page: Page): Promise<Opening> {
  await page.waitForFunction(() => window.paintedAt > 0);
  await page.waitForTimeout(1_000);
  return page.evaluate(() => ({
    shell: performance.getEntriesByName("first-paint")[0]?.startTime ?? Number.NaN,
    there: window.paintedAt,
    shift: window.shifted,
  }));
}

/** Types a text as a person does. Resolves with how long its letters took until they were painted. */
export async function keystrokes(page: Page, text: string): Promise<number> {
  await page.evaluate(() => {
    window.keys = [];
    window.onkeydown = ({ timeStamp }) =>
      requestAnimationFrame(() =>
        setTimeout(() => window.keys.push(performance.now() - timeStamp)),
      );
  });
  for (const [at, letter] of [...text].entries()) {
    await page.keyboard.press(letter === " " ? "Space" : letter);
    await page.waitForFunction((count) => window.keys.length > count, at);
  }
  return median(await page.evaluate(() => window.keys));
}

/** Begins to note how long the page takes to answer each tap and key. */
export async function noteAnswers(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.answers = new Map();
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { interactionId, duration } = entry as PerformanceEntry & { interactionId: number };
        if (interactionId === 0) continue;
        const before = window.answers.get(interactionId) ?? 0;
        window.answers.set(interactionId, Math.max(before, duration));
      }
    }).observe({ type: "event", durationThreshold: 16 } as PerformanceObserverInit);
  });
}

/** The slowest answer since `noteAnswers`: the interaction to next paint of so few interactions. */
export const slowestAnswer = (page: Page): Promise<number> =>
  page.evaluate(() => Math.max(0, ...window.answers.values()));
