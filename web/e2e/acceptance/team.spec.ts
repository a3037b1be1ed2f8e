import type { Page } from "@playwright/test";
import { allShared } from "../support/differ.ts";
import { brokenRules } from "../support/rules.ts";
import { visit } from "../support/screens.ts";
import { expect, test } from "../support/venue.ts";

const supplier = (page: Page, name: string) =>
  page.locator(".supplier").filter({ has: page.getByRole("heading", { name, exact: true }) });

async function note(page: Page, name: string, what: string): Promise<void> {
  await visit(page, "/team");
  await page.getByRole("button", { name: "Note something", exact: true }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Who").fill(name);
  await dialog.getByLabel("What happened").selectOption({ label: what });
  await dialog.getByRole("button", { name: "Note it" }).click();
  await expect(dialog).toHaveCount(0);
}

test("what is noted offline counts at once, is celebrated once, and is the same on every tablet", async ({
  joined,
  hub,
}) => {
  test.setTimeout(120_000);
  const [ana, bo] = [await joined("Ana"), await joined("Bo")];
  await hub.stop();
  for (const { tablet } of [ana, bo]) await tablet.context.setOffline(true);

  await note(ana.page, "Crumb & Co", "A wedding is done");
  await expect(ana.page.getByText(/Noted · Crumb & Co: First wedding done/)).toBeVisible();
  const crumb = supplier(ana.page, "Crumb & Co");
  await expect(crumb).toContainText("1 milestone reached");
  await expect(ana.page.locator(".reached")).toContainText("First wedding done");
  await note(ana.page, "Crumb & Co", "Somebody complained");
  await expect(crumb.locator(".num")).toHaveText("42");
  await note(ana.page, "Crumb & Co", "A complaint is solved");
  await expect(crumb.locator(".num")).toHaveText("47");
  // Without a network, and after the page was loaded again.
  await ana.page.reload();
  await expect(crumb.locator(".num")).toHaveText("47");

  await hub.start();
  for (const { tablet } of [ana, bo]) await tablet.context.setOffline(false);
  await allShared(ana.page);
  await visit(bo.page, "/team");
  const there = supplier(bo.page, "Crumb & Co");
  await expect(there.locator(".num")).toHaveText("47", { timeout: 60_000 });
  await note(bo.page, "Crumb & Co", "A wedding is done");
  await expect(bo.page.getByText(/^Noted/).first()).toBeVisible();
  await expect(bo.page.getByText(/Noted · Crumb & Co: First wedding done/)).toHaveCount(0);
});

test("who knows better says so, and it is said that somebody did", async ({ joined }) => {
  const { page } = await joined("Ana");
  await note(page, "Nightingale Quartet", "Somebody complained");
  const quartet = supplier(page, "Nightingale Quartet");
  await expect(quartet).toContainText("needs somebody");
  await expect(quartet).toContainText("did nothing yet");
  await quartet.getByRole("button", { name: /^Say how it goes/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("How it goes").selectOption("low");
  await dialog.getByLabel("Why").fill("on holiday until Monday");
  await dialog.getByRole("button", { name: "Note it" }).click();
  await expect(quartet).toContainText("going well · somebody said so");
});

test("a campaign is shown without a network, and no more than it may be", async ({
  joined,
  hub,
}) => {
  const { page, tablet } = await joined("Ana");
  await hub.stop();
  await tablet.context.setOffline(true);
  await visit(page, "/team");
  const card = page.getByRole("region", { name: "From the team" });
  const title = (await card.getByRole("heading").textContent()) ?? "";
  const row = page.locator(".campaigns tbody tr").filter({ hasText: title });
  const people = async (column: number) =>
    Number(await row.locator("td").nth(column).textContent());
  const [opened, clicked] = [await people(0), await people(1)];
  // Looked at for a second, and in the figures when the screen is opened again.
  const lookAtIt = () => expect(card).toHaveAttribute("data-counted", "true");
  await lookAtIt();
  await card.getByRole("button", { name: "Not now" }).click();
  await expect(card).toHaveCount(0);
  await page.reload();
  await expect.poll(() => people(0)).toBe(opened + 1);

  // Which comes next is what was shown least; no campaign more than three times a day. The card is
  // asked for when the figures are there.
  await card.waitFor();
  let shown = 1;
  for (; shown < 9 && (await card.count()) > 0; shown++) {
    if (
      (await card.getByRole("heading").textContent()) === title &&
      (await people(1)) === clicked
    ) {
      await card.getByRole("button", { name: "I am interested" }).click();
      await expect(page.getByText(/Thank you, the team knows/)).toBeVisible();
    } else {
      await lookAtIt();
    }
    await page.reload();
    await expect(row).toBeVisible();
    // There may be none left to show.
    await card.waitFor({ timeout: 5_000 }).catch(() => undefined);
  }
  expect(shown).toBeLessThan(9);
  await expect.poll(() => people(0)).toBe(opened + 1);
  await expect.poll(() => people(1)).toBe(clicked + 1);
});

test("campaigns show who looked, what is owed to them, and no figure without its range", async ({
  joined,
}) => {
  const { page } = await joined("Ana");
  await visit(page, "/team");
  const table = page.locator(".campaigns table");
  await expect(table.getByRole("row").nth(1)).toContainText(/Open day|Tasting/);
  const lifts = await table.locator("tbody td:last-child").allTextContents();
  for (const lift of lifts) expect(lift).toMatch(/\(.* to .*\)|nobody is held back/);
  const credit = table.locator("tbody td:nth-child(5)");
  const whole = async () =>
    (await credit.allTextContents()).reduce((sum, text) => sum + Number(text), 0);
  const byPosition = await whole();
  await page.getByLabel("Who is owed a booking").selectOption("first");
  expect(Math.abs((await whole()) - byPosition)).toBeLessThan(0.2);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    expect(await brokenRules(page, `team, ${colorScheme}`)).toEqual([]);
  }
});

const invited = (page: Page, shown: string) =>
  page.locator(".invited").filter({ has: page.getByRole("heading", { name: shown, exact: true }) });

async function invite(page: Page, address: string, about: string): Promise<void> {
  await visit(page, "/team");
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("E-mail address").fill(address);
  await dialog.getByLabel("A few words for them").fill(about);
  await dialog.getByLabel("They agreed that we may write to them").check();
  await dialog.getByRole("button", { name: "Invite" }).click();
}

test("an invitation made offline is saved, sent once when the hub is there, and its address is shown nowhere", async ({
  joined,
  hub,
}) => {
  test.setTimeout(120_000);
  const [ana, bo] = [await joined("Ana"), await joined("Bo")];
  const asked: string[] = [];
  let isHubWell = false;
  await ana.tablet.context.route("**/api/viral/offline-sync", async (route) => {
    const { offlineActions } = route.request().postDataJSON() as {
      offlineActions: { id: string; recipientEmail: string }[];
    };
    if (!isHubWell) return route.fulfill({ status: 503, json: { detail: "busy" } });
    asked.push(...offlineActions.map((each) => each.recipientEmail));
    const results = offlineActions.map(({ id }) => ({ id, status: "processed" }));
    return route.fulfill({ json: { processed: results.length, results } });
  });
  await hub.stop();
  for (const { tablet } of [ana, bo]) await tablet.context.setOffline(true);

  await invite(ana.page, "nobody", "");
  const dialog = ana.page.getByRole("dialog");
  await expect(dialog).toContainText("This is no address that mail can be sent to.");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await invite(ana.page, "Lena@Example.org", "Your cake tasting");
  await expect(ana.page.getByText("Saved here, sent when the hub is reached")).toBeVisible();
  const lena = invited(ana.page, "l•••@example.org");
  await expect(lena).toContainText("waits on this tablet");
  await expect(lena).toContainText("Your cake tasting");
  await invite(ana.page, "lena@example.org", "again");
  await expect(ana.page.getByText(/^Invited already, by Ana on/)).toBeVisible();
  await expect(ana.page.locator(".invited")).toHaveCount(1);
  await expect(ana.page.locator(".funnel tbody tr").first()).toContainText("1");
  // Without a network, and after the page was loaded again.
  await ana.page.reload();
  await expect(lena).toContainText("waits on this tablet");
  expect((await ana.page.content()).toLowerCase()).not.toContain("lena@");
  expect(await brokenRules(ana.page, "team with invitations")).toEqual([]);

  await hub.start();
  for (const { tablet } of [ana, bo]) await tablet.context.setOffline(false);
  isHubWell = true;
  await expect(lena).toContainText("on its way to the hub", { timeout: 90_000 });
  expect(asked).toEqual(["lena@example.org"]);
  await visit(bo.page, "/team");
  const there = invited(bo.page, "l•••@example.org");
  await expect(there).toContainText("on its way to the hub", { timeout: 60_000 });
  await there.getByRole("button", { name: "l•••@example.org accepted" }).click();
  await expect(there.locator("p").first()).toContainText("accepted");
});

test("what the hub does not take is said in the reader's words, not in the hub's", async ({
  joined,
}) => {
  const { page, tablet } = await joined("Ana");
  await tablet.context.route("**/api/viral/offline-sync", async (route) => {
    const { offlineActions } = route.request().postDataJSON() as {
      offlineActions: { id: string; recipientEmail: string }[];
    };
    const results = offlineActions.map(({ id, recipientEmail }) => ({
      id,
      status: "refused",
      code: recipientEmail.startsWith("lena") ? "not_allowed" : "struck_by_lightning",
      detail: "A sentence for developers",
    }));
    return route.fulfill({ json: { processed: 0, results } });
  });
  await invite(page, "lena@example.org", "");
  await invite(page, "tom@example.org", "");
  const [lena, tom] = [invited(page, "l•••@example.org"), invited(page, "t•••@example.org")];
  await expect(lena).toContainText("the hub did not take it · this tablet may not invite", {
    timeout: 30_000,
  });
  await expect(tom).toContainText("for a reason that this version does not know");
  await visit(page, "/settings");
  await page.getByRole("combobox", { name: "Language" }).selectOption("de");
  await visit(page, "/team");
  await expect(lena).toContainText("der Hub hat sie nicht genommen · dieses Tablet darf nicht");
  await expect(page.locator(".invitations")).not.toContainText("developers");
});

test("the way to the hub is shown as a QR code, also without a network", async ({
  joined,
  hub,
}) => {
  const { page, tablet } = await joined("Ana");
  await hub.stop();
  await tablet.context.setOffline(true);
  await invite(page, "lena@example.org", "");
  await page.getByRole("button", { name: "QR code" }).last().click();
  const dialog = page.getByRole("dialog");
  const address = new URL("/join", page.url()).href;
  await expect(dialog.getByRole("img", { name: `QR code of ${address}` })).toBeVisible();
  await expect(dialog).toContainText("The link of an invitation is in its mail only");
  // The hub of a test has a name that only this machine means by it.
  await expect(dialog).toContainText("Only this tablet knows the hub by this name");
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    expect(await brokenRules(page, `QR code, ${colorScheme}`)).toEqual([]);
  }
  await dialog.getByRole("button", { name: "Close" }).click();
  await expect(dialog).toHaveCount(0);
});
