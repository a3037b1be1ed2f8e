import { expect, type Page } from "@playwright/test";
import { firstWedding, visit } from "./screens.ts";
import type { Tablet } from "./tablet.ts";

/** What somebody writes into a guest's sheet: by the label of the field. */
export type Written = Readonly<Record<string, string>>;

export interface Desk {
  readonly tablet: Tablet;
  readonly page: Page;
}

/** The address of a guest of the first wedding. */
export async function someGuest(page: Page): Promise<string> {
  await visit(page, `${await firstWedding(page)}/guests`);
  return (await page.locator(".guest-list a").first().getAttribute("href")) ?? "";
}

/** Writes into a guest's sheet as a person does. */
export async function write(page: Page, guest: string, fields: Written): Promise<void> {
  await visit(page, guest);
  await page.getByRole("button", { name: "Edit" }).click();
  for (const [label, text] of Object.entries(fields)) {
    await page.getByLabel(label, { exact: true }).fill(text);
  }
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("saved on this tablet").first()).toBeVisible();
}

/** Waits until nothing of this tablet is left to send. */
export async function allShared(page: Page): Promise<void> {
  await visit(page, "/sync");
  await expect(page.getByText("Nothing waits")).toBeVisible({ timeout: 30_000 });
}

/**
 * Each desk writes its own into the same guest with no network, all of them from the same `before`.
 * They stay without a network.
 */
export async function differ(
  guest: string,
  before: Written,
  sides: readonly (readonly [Desk, Written])[],
): Promise<void> {
  const [[first]] = sides as [readonly [Desk, Written]];
  await write(first.page, guest, before);
  await allShared(first.page);
  for (const [{ page }] of sides) {
    await visit(page, guest);
    for (const text of Object.values(before)) {
      await expect(page.getByText(text, { exact: true }).first()).toBeVisible({ timeout: 30_000 });
    }
  }
  for (const [{ tablet }] of sides) await tablet.context.setOffline(true);
  for (const [{ page }, fields] of sides) await write(page, guest, fields);
}
