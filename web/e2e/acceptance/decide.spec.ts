import type { Page } from "@playwright/test";
import { expect, test } from "../support/venue.ts";

/** Writes a guest's phone number as a person does. */
async function writePhone(page: Page, phone: string): Promise<void> {
  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByLabel("Phone").fill(phone);
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("saved on this tablet").first()).toBeVisible();
}

/** The address of the first guest of the first wedding. */
async function someGuest(page: Page): Promise<string> {
  await page.getByRole("link", { name: "Guests", exact: true }).first().click();
  await page.locator(".guest-list a").first().click();
  await expect(page.getByRole("button", { name: "Edit" })).toBeVisible();
  return page.url();
}

test("23 25 27 28 two numbers wait for a person; decided on one tablet it closes on the other", async ({
  joined,
}) => {
  const ana = await joined("Ana");
  const bo = await joined("Bo");
  const guest = await someGuest(ana.page);
  await bo.page.goto(guest);
  await writePhone(ana.page, "+44 20 7946 0100");
  await ana.page.goto(ana.page.url().replace(/\/e\/.*/, "/sync"));
  await expect(ana.page.getByText("Nothing waits")).toBeVisible();
  await expect(bo.page.getByText("+44 20 7946 0100").first()).toBeVisible();

  for (const { tablet, page } of [ana, bo]) {
    await tablet.context.setOffline(true);
    await page.goto(guest);
  }
  await writePhone(ana.page, "+44 20 7946 0111");
  await writePhone(bo.page, "+44 20 7946 0222");
  await ana.page.goto(guest.replace(/\/e\/.*/, "/sync"));
  await expect(ana.page.locator(".waiting-row")).toContainText("Phone +44 20 7946 0111");
  for (const { tablet } of [ana, bo]) await tablet.context.setOffline(false);

  for (const { page } of [ana, bo]) {
    await page.goto(guest.replace(/\/e\/.*/, "/decide"));
    await expect(page.getByRole("heading", { name: "One to decide" })).toBeVisible({
      timeout: 30_000,
    });
    await page.getByRole("button", { name: /Look at both/ }).click();
    const card = page.getByRole("dialog");
    await expect(card).toContainText("Before either change: +44 20 7946 0100");
    await expect(card).toContainText("+44 20 7946 0111");
    await expect(card).toContainText("+44 20 7946 0222");
    await expect(card.getByText("No suggestion")).toHaveCount(0);
  }
  await ana.page.getByRole("radio").nth(0).check();
  await ana.page.getByRole("button", { name: /^Keep \+44/ }).click();
  await expect(ana.page.getByRole("heading", { name: "Nothing to decide" })).toBeVisible();
  await expect(bo.page.getByText(/Ana decided: \+44/)).toBeVisible();
  await expect(bo.page.getByRole("dialog")).toHaveCount(0);
});
