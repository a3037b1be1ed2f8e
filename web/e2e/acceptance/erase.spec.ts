import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { allShared, someGuest, write } from "../support/differ.ts";
import { brokenRules } from "../support/rules.ts";
import { visit } from "../support/screens.ts";
import type { Tablet } from "../support/tablet.ts";
import { expect, test } from "../support/venue.ts";

const canary = "canary.zq7@example.org";

/** The files under a folder that have the text. */
const found = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name))
    .filter((path) => readFileSync(path).includes("zq7"));

const filesOf = (tablet: Tablet) => join(tablet.profile, "Default", "File System");

test("a guest who asks to be forgotten is in no file of the hub and of any tablet", async ({
  joined,
  hub,
}) => {
  test.setTimeout(180_000);
  const ana = await joined("Ana");
  const bo = await joined("Bo");
  const guest = await someGuest(ana.page);
  await write(ana.page, guest, { "E-mail": canary, Notes: `call ${canary} back` });
  await allShared(ana.page);
  await visit(bo.page, guest);
  await expect(bo.page.getByText(canary).first()).toBeVisible();
  // Bo is away and writes to the very guest.
  await bo.tablet.context.setOffline(true);
  await write(bo.page, guest, { Phone: "+49 30 zq7" });
  expect(found(filesOf(bo.tablet)).length).toBeGreaterThan(0);

  await visit(ana.page, guest);
  await ana.page.getByText("Somebody asked to be forgotten?").click();
  await ana.page.getByRole("button", { name: "Erase for good" }).click();
  const dialog = ana.page.getByRole("dialog");
  expect(await brokenRules(ana.page, "erase")).toEqual([]);
  await expect(dialog.getByRole("button", { name: "Erase for good" })).toBeDisabled();
  await dialog.getByRole("textbox").fill("erase");
  await dialog.getByRole("button", { name: "Erase for good" }).click();
  await expect(ana.page.getByText(/Erased on this tablet/)).toBeVisible();
  await allShared(ana.page);
  // Its own device gets it like all others.
  await expect.poll(() => found(hub.folder), { timeout: 15_000 }).toEqual([]);

  await bo.tablet.context.setOffline(false);
  await allShared(bo.page);
  await visit(bo.page, guest);
  await expect(bo.page.getByText(canary)).toHaveCount(0);
  // What the engine wrote, as it is on the disk. The browser keeps books of its own besides.
  for (const { page, tablet } of [ana, bo]) {
    await page.goto("about:blank");
    await tablet.sleep();
    expect(found(filesOf(tablet))).toEqual([]);
    expect(found(join(tablet.profile, "Default", "IndexedDB"))).toEqual([]);
  }
});
