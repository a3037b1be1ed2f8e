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
  const before = await times();
  // Its process is the one that works while it is made to.
  await page.evaluate(() => {
    for (const until = performance.now() + 400; performance.now() < until; );
  });
  const spent = [...(await times())].map(([id, time]) => ({
    id,
    time: time - (before.get(id) ?? 0),
  }));
  const { id } = spent.reduce((most, one) => (one.time > most.time ? one : most));
  process.kill(id, "SIGSTOP");
  return () => process.kill(id, "SIGCONT");
}
