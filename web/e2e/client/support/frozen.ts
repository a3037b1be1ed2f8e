import { setTimeout } from "node:timers/promises";
import type { BrowserContext, Page } from "@playwright/test";

/**
 * Stops the process of a page, with all its workers, as a system does that freezes a tab: nothing of
 * it runs, and it keeps its locks and its files. Returns how to thaw it.
 */
export async function freeze(context: BrowserContext, page: Page): Promise<() => void> {
  const browser = context.browser();
  if (!browser) throw new Error("no browser of this context");
  const session = await browser.newBrowserCDPSession();
  const times = async () => {
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    return new Map(
      processInfo.filter(({ type }) => type === "renderer").map((one) => [one.id, one.cpuTime]),
    );
  };
  // Its process is the one that works while it is made to; on a busy machine another may seem so.
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const before = await times();
    await page.evaluate(() => {
      for (const until = performance.now() + 400; performance.now() < until; );
    });
    const spent = [...(await times())].map(([id, time]) => ({
      id,
      time: time - (before.get(id) ?? 0),
    }));
    const { id } = spent.reduce((most, one) => (one.time > most.time ? one : most));
    process.kill(id, "SIGSTOP");
    const thaw = () => void process.kill(id, "SIGCONT");
    if (!(await answers(page))) return thaw;
    thaw();
  }
  throw new Error("which process is the page's did not show");
}

/** Whether a page runs. */
function answers(page: Page): Promise<boolean> {
  const answer = page.evaluate(() => true).catch(() => true);
  return Promise.race([answer, setTimeout(500, false)]);
}
