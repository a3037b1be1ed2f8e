import { brokenRules } from "../support/rules.ts";
import { expect, test } from "../support/venue.ts";
import { at, guestOf, save } from "../support/work.ts";

const avatar = (page: import("@playwright/test").Page, name: string) =>
  page.locator(".bar").getByRole("group", { name: "Also here" }).getByLabel(name);

test("18 who is here is seen within 2 s, and who vanished is gone within 30 s", async ({
  joined,
}) => {
  test.setTimeout(120_000);
  const [ana, bo, cleo] = [await joined("Ana"), await joined("Bo"), await joined("Cleo")];
  const guest = await guestOf(bo.page);
  for (const [name, { page }] of [
    ["Ana", ana],
    ["Cleo", cleo],
  ] as const) {
    await page.goto(guest);
    await expect(page.getByRole("button", { name: "Edit" })).toBeVisible();
    await expect(avatar(bo.page, name)).toBeVisible({ timeout: 2_000 });
  }
  // One walks out of the network's reach, the other's battery is empty.
  await ana.tablet.context.setOffline(true);
  await cleo.tablet.die();
  for (const name of ["Ana", "Cleo"]) {
    await expect(avatar(bo.page, name)).toHaveCount(0, { timeout: 30_000 });
  }
});

test("19 whom one would disturb is named, and one may go on all the same", async ({ joined }) => {
  const [ana, bo] = [await joined("Ana"), await joined("Bo")];
  const guest = await guestOf(ana.page);
  const name = (await ana.page.getByRole("heading", { level: 1 }).textContent()) ?? "";
  await bo.page.goto(guest);
  await ana.page.getByRole("button", { name: "Edit" }).click();
  await ana.page.getByLabel("Phone").focus();
  await bo.page.getByRole("button", { name: "Edit" }).click();
  const held = bo.page.locator(".field.is-held");
  await expect(held).toContainText("Ana is editing this");
  await expect(held.locator("label")).toHaveText("Phone");
  await held.getByRole("button", { name: "Edit anyway" }).click();
  await expect(held).toHaveCount(0);
  await bo.page.getByRole("button", { name: "Cancel" }).click();
  await save(bo.page, { Phone: "+44 20 7946 0190" });
  await bo.page.goto(at(bo.page, "/"));
  await expect(bo.page.locator(".activity")).toContainText(
    `You went on with ${name} while Ana was at it`,
  );

  await bo.page.goto(guest);
  await bo.page.getByRole("button", { name: "Edit" }).click();
  await expect(held).toContainText("Ana is editing this");
  await ana.page.getByRole("button", { name: "Cancel" }).click();
  await expect(held).toHaveCount(0);
});

test("19 before an edit one is told who may be changing it, and what would be better; it stops nobody", async ({
  joined,
}) => {
  test.setTimeout(120_000);
  const [ana, bo] = [await joined("Ana"), await joined("Bo")];
  const guest = await guestOf(ana.page);
  await bo.page.goto(guest);
  await save(bo.page, { Phone: "+44 20 7946 0111" });
  await bo.page.getByRole("button", { name: "Edit" }).click();
  await bo.page.getByLabel("Meal").focus();

  const hint = ana.page.locator(".field .ahead");
  await ana.page.getByRole("button", { name: "Edit" }).click();
  await ana.page.getByLabel("Phone").focus();
  await expect(hint).toContainText("Bo is editing this.");
  await expect(hint).toContainText("Better: ask Bo first. You can go on all the same");
  for (const colorScheme of ["light", "dark"] as const) {
    await ana.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    expect(await brokenRules(ana.page, `a hint, ${colorScheme}`)).toEqual([]);
  }
  await ana.page.getByRole("button", { name: "Cancel" }).click();

  await bo.tablet.context.setOffline(true);
  await expect(avatar(ana.page, "Bo")).toHaveCount(0, { timeout: 30_000 });
  await ana.page.getByRole("button", { name: "Edit" }).click();
  await ana.page.getByLabel("Phone").focus();
  await expect(hint).toContainText(/Bo changed this .* and is out of reach\./);
  await expect(hint).toContainText("Better: wait until Bo is back in reach.");
  await ana.page.getByLabel("Phone").fill("+44 20 7946 0190");
  await ana.page.getByRole("button", { name: "Save changes" }).click();
  await expect(ana.page.locator(".toast").getByText(/saved on this tablet/)).toBeVisible();
});
