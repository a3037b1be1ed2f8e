import type { Page } from "@playwright/test";
import { someGuest } from "../support/differ.ts";
import { copyOfApp, setVersion } from "../support/other_app.ts";
import { firstWedding, visit } from "../support/screens.ts";
import { expect, test } from "../support/venue.ts";

/** As the app does every half hour. */
const lookForUpdate = (page: Page) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    await registration?.update();
  });

/** The page that is there now: gone when it was loaded again. */
const mark = (page: Page) => page.evaluate(() => document.body.setAttribute("data-same", ""));
const isSame = (page: Page) => page.locator("body[data-same]").count();

test("39 asks before it takes a new version, not while a form is open, and loses nothing", async ({
  hub,
  joined,
}) => {
  const { page } = await joined("Ana");
  const guest = await someGuest(page);
  await visit(page, `${await firstWedding(page)}/forms`);
  await page.getByRole("button", { name: /^Incident/ }).click();
  await page.getByRole("textbox").nth(1).fill("A glass broke at the bar.");
  const draft = new URL(page.url()).pathname;
  await visit(page, "/settings");
  const version = (await page.getByText(/^Version /).textContent()) ?? "";
  await visit(page, guest);
  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByLabel("Meal").fill("Risotto");

  await hub.stop();
  hub.web = copyOfApp(hub);
  setVersion(hub.web, "98.7.6");
  await hub.start();
  await mark(page);
  await lookForUpdate(page);
  const notice = page.locator(".notice");
  await expect(notice).toContainText("Finish what you are at first", { timeout: 30_000 });
  await expect(notice.getByRole("button", { name: "Update now" })).toHaveCount(0);
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(notice).toContainText("A new version is ready. It takes a moment");
  await page.waitForTimeout(2_000);
  expect(await isSame(page)).toBe(1);

  await Promise.all([
    page.waitForEvent("load"),
    notice.getByRole("button", { name: "Update now" }).click(),
  ]);
  expect(await isSame(page)).toBe(0);
  await expect(page.getByRole("main")).toContainText("Risotto");
  await visit(page, draft);
  await expect(page.getByRole("textbox").nth(1)).toHaveValue("A glass broke at the bar.");
  await visit(page, "/settings");
  await expect(page.getByText(/^Version /)).toHaveText("Version 98.7.6");
  expect(version).not.toBe("Version 98.7.6");
  await page.waitForTimeout(1_000);
  await expect(page.locator(".notice")).toHaveCount(0);
});
