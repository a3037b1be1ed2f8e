import type { Locator, Page } from "@playwright/test";
import { expect } from "./venue.ts";

// What a coordinator does, as they do it.

/** How things stand, in the words of the top bar. */
export const standing = (page: Page): Locator => page.locator('.bar a.chip[href="/sync"]');

export const isOffline = (page: Page, limit = 15_000) =>
  expect(standing(page)).toContainText("Working offline", { timeout: limit });

export const isShared = (page: Page) =>
  expect(standing(page)).toContainText("All saved", { timeout: 30_000 });

/** The address of a screen that belongs to no wedding, from wherever the page is. */
export const at = (page: Page, path: string) => new URL(path, page.url()).href;

/** The addresses of the first guests of the first wedding. */
export async function guestsOf(page: Page, count: number): Promise<readonly string[]> {
  await page.getByRole("link", { name: "Guests", exact: true }).first().click();
  // Some have come already.
  await page.getByRole("button", { name: "To come" }).click();
  const links = page.locator(".guest-list a");
  await expect(links.nth(count - 1)).toBeVisible();
  const hrefs = await links.evaluateAll((all) =>
    all.map((each) => (each as HTMLAnchorElement).href),
  );
  return hrefs.slice(0, count);
}

export async function guestOf(page: Page): Promise<string> {
  const [guest = ""] = await guestsOf(page, 1);
  await page.goto(guest);
  await expect(page.getByRole("button", { name: "Edit" })).toBeVisible();
  return guest;
}

/** Fills in fields of the guest on screen and presses "Save changes"; nothing is awaited after. */
export async function write(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
  await page.getByRole("button", { name: "Edit" }).click();
  for (const [label, text] of Object.entries(fields)) {
    await page.getByLabel(label, { exact: true }).fill(text);
  }
  await page.getByRole("button", { name: "Save changes" }).click();
}

/** The line at the foot that says it is kept. */
export const saved = (page: Page): Locator =>
  page.getByText("saved on this tablet", { exact: false });

export async function save(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
  await write(page, fields);
  await expect(page.locator(".toast").getByText(/saved on this tablet/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Edit" })).toBeVisible();
}
