import type { Page } from "@playwright/test";
import { allShared } from "../support/differ.ts";
import { visit } from "../support/screens.ts";
import { expect, test } from "../support/venue.ts";

const minuteMs = 60_000;
const kept = (page: Page) =>
  page.evaluate(() => ({
    draft: localStorage.getItem("wedsync.use"),
    handed: localStorage.getItem("wedsync.use_handed"),
  }));

/** Notes that a supplier wrote: one change. */
async function note(page: Page): Promise<void> {
  await visit(page, "/team");
  await page.getByRole("button", { name: "Note something", exact: true }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Who").fill("Crumb & Co");
  await dialog.getByRole("button", { name: "Note it" }).click();
  await expect(dialog).toHaveCount(0);
}

/** As if the visit had begun so long ago; then the tablet is put down, and taken up again. */
async function putDownAfter(page: Page, ms: number): Promise<void> {
  await page.evaluate((ago) => {
    const draft = JSON.parse(localStorage.getItem("wedsync.use") ?? "null");
    if (draft) {
      draft.beganMs = draft.seenMs - ago;
      localStorage.setItem("wedsync.use", JSON.stringify(draft));
    }
    const say = (isHidden: boolean) => {
      Object.defineProperty(document, "hidden", { configurable: true, get: () => isHidden });
      document.dispatchEvent(new Event("visibilitychange"));
    };
    say(true);
    setTimeout(say, 200, false);
  }, ms);
  await expect.poll(() => page.evaluate(() => document.hidden)).toBe(false);
}

/** What the chart of the team says of today, opened anew; 0 where there is none. */
async function today(page: Page, what: string): Promise<number> {
  await visit(page, "/");
  await visit(page, "/team");
  const section = page.locator("section").filter({
    has: page.getByRole("heading", { name: "How the tablets are used" }),
  });
  // Nothing is drawn where nobody counted.
  await section.waitFor({ timeout: 2_000 }).catch(() => undefined);
  if ((await section.count()) === 0) return 0;
  await section.getByRole("button", { name: what, exact: true }).click();
  return Number(await section.locator(".chart tbody tr").last().locator("td").textContent());
}

test("a visit without a network is one change, and shows in the figures of the team", async ({
  joined,
  hub,
}) => {
  test.setTimeout(120_000);
  const [ana, bo] = [await joined("Ana"), await joined("Bo")];
  await hub.stop();
  for (const { tablet } of [ana, bo]) await tablet.context.setOffline(true);
  const visits = await today(ana.page, "Visits");
  const edits = await today(ana.page, "Changes");
  await note(ana.page);
  // A glance is no change of its own.
  await putDownAfter(ana.page, 20_000);
  expect(await today(ana.page, "Visits")).toBe(visits);
  await note(ana.page);
  await putDownAfter(ana.page, 12 * minuteMs);
  await expect.poll(async () => (await kept(ana.page)).handed).toBe(null);
  expect(await today(ana.page, "Visits")).toBe(visits + 1);
  expect(await today(ana.page, "Changes")).toBe(edits + 2);

  // A page that ended before it knew that it had written is loaded again: nothing counts twice.
  await ana.page.evaluate((atMs) => {
    const counted = { sessions: [720_000], edits: 2, touched: [], atMs };
    localStorage.setItem("wedsync.use_handed", JSON.stringify(counted));
  }, Date.now() - minuteMs);
  await ana.page.reload();
  await expect.poll(async () => (await kept(ana.page)).handed).toBe(null);
  expect(JSON.parse((await kept(ana.page)).draft ?? "{}").sessions ?? []).toEqual([]);

  await hub.start();
  for (const { tablet } of [ana, bo]) await tablet.context.setOffline(false);
  await allShared(ana.page);
  await expect.poll(() => today(bo.page, "Visits"), { timeout: 60_000 }).toBe(visits + 1);
});

test("where it is switched off nothing is counted, and it stays off", async ({ joined }) => {
  const { page } = await joined("Ana");
  await note(page);
  await expect.poll(async () => (await kept(page)).draft).not.toBe(null);
  await visit(page, "/settings");
  const choice = page.getByRole("group", { name: "Count how this tablet is used" });
  await choice.getByRole("button", { name: "Off" }).click();
  await expect.poll(async () => (await kept(page)).draft).toBe(null);
  await note(page);
  expect((await kept(page)).draft).toBe(null);
  await page.reload();
  await visit(page, "/settings");
  await expect(choice.getByRole("button", { name: "Off" })).toHaveAttribute("aria-pressed", "true");
  await note(page);
  expect((await kept(page)).draft).toBe(null);
});
