import { expect, test } from "../support/venue.ts";
import { at, guestOf, isOffline, isShared, save, standing } from "../support/work.ts";

test("20 different fields of one guest, written apart: both are kept, and it is told", async ({
  joined,
}) => {
  const [ana, bo] = [await joined("Ana"), await joined("Bo")];
  const guest = await guestOf(ana.page);
  const name = (await ana.page.getByRole("heading", { level: 1 }).textContent()) ?? "";
  for (const { tablet, page } of [ana, bo]) {
    await tablet.context.setOffline(true);
    await isOffline(page);
    await page.goto(guest);
    await isOffline(page);
  }
  await save(ana.page, { Phone: "+44 20 7946 0120" });
  await save(bo.page, { Meal: "Beetroot Wellington" });
  for (const { tablet } of [ana, bo]) await tablet.context.setOffline(false);
  for (const [{ page }, other] of [
    [ana, "Bo"],
    [bo, "Ana"],
  ] as const) {
    await isShared(page);
    for (const text of ["+44 20 7946 0120", "Beetroot Wellington"]) {
      await expect(page.locator(".facts").getByText(text)).toBeVisible();
    }
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(page.getByText(/to decide/)).toHaveCount(0);
    await page.goto(at(page, "/"));
    await expect(page.locator(".activity")).toContainText(
      `${name}: what you and ${other} changed is all kept`,
    );
  }
});

test("21 one note, written in two places at once, has both texts", async ({ joined }) => {
  const [ana, bo] = [await joined("Ana"), await joined("Bo")];
  await ana.page.getByRole("link", { name: "Notes", exact: true }).first().click();
  await ana.page.getByLabel("New note").fill("Cars\nThe first bus leaves at ten.");
  await ana.page.getByRole("button", { name: "Add note" }).click();
  await ana.page.getByRole("link", { name: "Cars" }).click();
  const text = (page: typeof ana.page) => page.getByLabel("Note", { exact: true });
  await expect(text(ana.page)).toHaveValue("The first bus leaves at ten.");
  await isShared(ana.page);
  await bo.page.goto(ana.page.url());
  await expect(text(bo.page)).toHaveValue("The first bus leaves at ten.");
  for (const { tablet, page } of [ana, bo]) {
    await tablet.context.setOffline(true);
    await isOffline(page);
  }
  await text(ana.page).fill("Ring Sam first. The first bus leaves at ten.");
  await text(bo.page).fill("The first bus leaves at ten. The last at one.");
  for (const { tablet, page } of [ana, bo]) {
    await expect(standing(page)).toContainText("1 change saved on this tablet");
    await tablet.context.setOffline(false);
  }
  for (const { page } of [ana, bo]) {
    await expect(text(page)).toHaveValue(
      "Ring Sam first. The first bus leaves at ten. The last at one.",
      { timeout: 30_000 },
    );
    await expect(page.getByText(/to decide/)).toHaveCount(0);
  }
});

test("22 checked in twice: one guest, at the earlier time", async ({ joined }) => {
  const [ana, bo] = [await joined("Ana"), await joined("Bo")];
  const guest = await guestOf(ana.page);
  const early = new Date(Date.now() - 20 * 60_000);
  await bo.page.clock.setFixedTime(early);
  for (const { tablet, page } of [ana, bo]) {
    await tablet.context.setOffline(true);
    await isOffline(page);
    await page.goto(guest);
    await page.getByRole("button", { name: "Check in" }).click();
    await expect(page.locator(".checked b")).toBeVisible();
  }
  for (const { tablet } of [ana, bo]) await tablet.context.setOffline(false);
  const minutes = `:${String(early.getMinutes()).padStart(2, "0")}`;
  for (const { page } of [ana, bo]) {
    await isShared(page);
    await expect(page.locator(".checked b")).toContainText(minutes);
    await expect(page.getByText(/to decide/)).toHaveCount(0);
    await page.goto(guest.replace(/\/[^/]*$/, ""));
    await page.getByRole("button", { name: "Here", exact: true }).click();
    await expect(page.locator(`.guest-list a[href="${new URL(guest).pathname}"]`)).toHaveCount(1);
  }
});

test("16 undo brings back on both tablets what was there before", async ({ joined }) => {
  const [ana, bo] = [await joined("Ana"), await joined("Bo")];
  const guest = await guestOf(ana.page);
  await bo.page.goto(guest);
  await save(ana.page, { Meal: "Sea bass" });
  await expect(bo.page.locator(".facts").getByText("Sea bass")).toBeVisible();
  await save(ana.page, { Meal: "Mushroom tart" });
  await isShared(ana.page);
  await expect(bo.page.locator(".facts").getByText("Mushroom tart")).toBeVisible();
  await ana.page.locator(".toast").getByRole("button", { name: "Undo" }).click();
  for (const { page } of [ana, bo]) {
    await expect(page.locator(".facts").getByText("Sea bass")).toBeVisible();
    await expect(page.locator(".facts").getByText("Mushroom tart")).toHaveCount(0);
  }
});
