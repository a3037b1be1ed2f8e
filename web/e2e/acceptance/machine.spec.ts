import type { Page } from "@playwright/test";
import { allShared, write } from "../support/differ.ts";
import { brokenRules } from "../support/rules.ts";
import { visit } from "../support/screens.ts";
import { expect, test } from "../support/venue.ts";
import { guestsOf } from "../support/work.ts";

const kGuests = 9;

/** What may happen with a field, on the owner's page. */
const switchOf = (page: Page, field: string) =>
  page.getByRole("combobox", { name: new RegExp(`^What may happen with ${field} of`) });

test("the hub settles what people always choose alike, where they let it; it is seen, taken back and switched off", async ({
  joined,
}) => {
  test.setTimeout(240_000);
  const [ana, bo] = [await joined("Ana"), await joined("Bo")];
  const { page } = ana;
  const guests = (await guestsOf(page, kGuests)).map((href) => new URL(href).pathname);

  await visit(page, "/decisions");
  await page.getByRole("button", { name: "Show all fields" }).click();
  await expect(switchOf(page, "Allergies")).toHaveCount(0);
  await switchOf(page, "Meal").selectOption("apply");
  await expect(page.getByText("Changed for every wedding on this tablet")).toBeVisible();
  await expect(switchOf(page, "Meal")).toHaveValue("apply");
  for (const guest of guests) await write(page, guest, { Meal: "Lamb" });
  await allShared(page);
  await visit(bo.page, guests.at(-1) ?? "");
  await expect(bo.page.getByText("Lamb", { exact: true }).first()).toBeVisible({
    timeout: 30_000,
  });

  for (const { tablet } of [ana, bo]) await tablet.context.setOffline(true);
  for (const guest of guests) {
    await write(page, guest, { Meal: "Fish" });
    await write(bo.page, guest, { Meal: "Fish, no sauce" });
  }
  for (const { tablet } of [ana, bo]) await tablet.context.setOffline(false);
  await visit(page, "/decide");
  await expect(page.getByRole("heading", { name: `${kGuests} to decide` })).toBeVisible({
    timeout: 30_000,
  });

  // A person takes the longer one each time, until there is none left that the hub would not take.
  let answered = 0;
  const rows = page.locator(".queue-row");
  for (; answered < kGuests && (await rows.count()) > 0; ++answered) {
    const left = await rows.count();
    await rows
      .first()
      .getByRole("button", { name: /^Look at both/ })
      .click();
    const card = page.getByRole("dialog");
    await card
      .locator(".option")
      .filter({ has: page.getByText("Fish, no sauce", { exact: true }) })
      .getByRole("radio")
      .check();
    await card.getByRole("button", { name: "Keep Fish, no sauce", exact: true }).click();
    await expect.poll(() => rows.count()).toBeLessThan(left);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    // The hub answers an answer within moments, or never.
    await page.waitForTimeout(1_000);
  }
  expect(answered).toBeLessThan(kGuests);
  await expect(page.getByRole("heading", { name: "Nothing to decide" })).toBeVisible();

  await visit(page, "/decisions");
  const sums = page.locator(".decisions-sums");
  await expect(sums).toContainText(`${kGuests - answered}Decided by itself`);
  await expect(sums).toContainText(`${answered}Decided by people`);
  const decided = page.locator(".decision");
  await expect(decided).toHaveCount(kGuests - answered);
  await expect(decided.first()).toContainText("What your team mostly chooses.");
  await expect(decided.first()).toContainText(/sure to 9\d/);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    expect(await brokenRules(page, `how decisions went, ${colorScheme}`)).toEqual([]);
  }
  await decided.first().getByRole("button", { name: /^Undo/ }).click();
  await expect(decided.first()).toContainText("taken back");
  await visit(page, "/decide");
  await expect(page.getByRole("heading", { name: "One to decide" })).toBeVisible();

  // Bo's tablet shows the switch, and puts it back for all.
  await visit(page, "/decisions");
  await visit(bo.page, "/decisions");
  await expect(switchOf(bo.page, "Meal")).toHaveValue("apply");
  await switchOf(bo.page, "Meal").selectOption("planned");
  await expect(switchOf(page, "Meal")).toHaveValue("planned");
});
