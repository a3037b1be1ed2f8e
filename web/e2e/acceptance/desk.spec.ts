import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { expect, test } from "../support/venue.ts";

/** The address of the guests of the first wedding. */
async function guestsOf(page: Page): Promise<string> {
  await page.getByRole("link", { name: "Guests", exact: true }).first().click();
  await expect(page.locator(".guest-list a").first()).toBeVisible();
  return page.url();
}

test("38 a list comes in once, without touching the columns, and is taken back", async ({
  joined,
}) => {
  const ana = await joined("Ana");
  const bo = await joined("Bo");
  const guests = await guestsOf(ana.page);
  const list =
    "first name,last name,tags,rsvp / Reception\n" +
    'Zelda,Quandt,"family, Table 97",Accept\nYolanda & Xerxes,Quandt,,Declined\n';
  const bring = async () => {
    await ana.page.goto(guests.replace(/guests$/, "import"));
    await ana.page
      .locator("input[type=file]")
      .setInputFiles({ name: "joy.csv", mimeType: "text/csv", buffer: Buffer.from(list) });
  };
  await bring();
  await ana.page.getByRole("button", { name: "Bring in 3 guests" }).click();
  await expect(ana.page.getByText("The list is in: 3 new, 0 updated")).toBeVisible();
  await bo.page.goto(guests);
  await bo.page.getByRole("textbox").first().fill("Quandt");
  await expect(bo.page.getByText("Zelda Quandt").first()).toBeVisible();
  await bring();
  await expect(ana.page.getByRole("button", { name: "All of it is here already" })).toBeDisabled();
  await ana.page.getByRole("button", { name: "Another file" }).click();
  await ana.page.getByRole("button", { name: /Take it back/ }).click();
  await expect(ana.page.getByText("Taken back").first()).toBeVisible();
  await expect(bo.page.getByText("Zelda Quandt")).toHaveCount(0);
});

test("a copy of everything is had without a network", async ({ joined }) => {
  const { tablet, page } = await joined("Ana");
  await tablet.context.setOffline(true);
  await page.goto(new URL("/sync", page.url()).href);
  const save = async (name: string) => {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name }).click(),
    ]);
    return readFileSync(await download.path());
  };
  expect((await save("As one database file")).subarray(0, 15).toString()).toBe("SQLite format 3");
  const tables = await save("As tables (CSV)");
  expect(tables.readUInt32LE(0)).toBe(0x04034b50);
  expect(tables.includes("/guests.csv")).toBe(true);
});
