import { expect, test } from "../support/venue.ts";
import { at, guestOf, isOffline, save, standing, write } from "../support/work.ts";

test("9 what was done offline is said to be saved on this tablet, and is there after a reload", async ({
  joined,
}) => {
  const { tablet, page } = await joined("Ana");
  const guest = await guestOf(page);
  await tablet.context.setOffline(true);
  await isOffline(page);
  await save(page, { Phone: "+44 20 7946 0109" });
  await expect(standing(page)).toContainText("1 change saved on this tablet");
  await page.reload();
  await expect(page.getByText("+44 20 7946 0109").first()).toBeVisible();
  await expect(standing(page)).toContainText("1 change saved on this tablet");
  expect(page.url()).toBe(guest);
});

test("10 what was said to be saved 50 ms before the page crashed is there", async ({ joined }) => {
  const { tablet, page } = await joined("Ana");
  const guest = await guestOf(page);
  await tablet.context.setOffline(true);
  await isOffline(page);
  await write(page, { Phone: "+44 20 7946 0110" });
  await page.waitForFunction(() => document.body.textContent?.includes("saved on this tablet"));
  await page.waitForTimeout(50);
  await tablet.crash(page);
  const next = await tablet.context.newPage();
  await next.goto(guest);
  await expect(next.getByText("+44 20 7946 0110").first()).toBeVisible();
  await expect(standing(next)).toContainText("1 change saved on this tablet");
});

test("14 a full tablet says so, claims nothing, and keeps what it has", async ({ joined }) => {
  const { tablet, page } = await joined("Ana");
  const guest = await guestOf(page);
  await save(page, { Phone: "+44 20 7946 0114" });
  const origin = new URL(guest).origin;
  // Chromium looks at a quota anew when nobody has the files open.
  const blank = await tablet.context.newPage();
  await page.close();
  const session = await tablet.context.newCDPSession(blank);
  await session.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 200_000 });

  const full = await tablet.context.newPage();
  await full.goto(guest);
  const refusal = full.locator(".toast.bad");
  const kept = full.locator(".toast:not(.bad)").getByText(/saved on this tablet/);
  let notes = "";
  for (let tries = 0; tries < 40; ++tries) {
    const wanted = `${tries} ${"x".repeat(19_000)}`;
    await write(full, { Notes: wanted });
    await expect(refusal.or(kept)).toBeVisible();
    if (await refusal.isVisible()) break;
    notes = wanted;
    await expect(full.getByRole("button", { name: "Edit" })).toBeVisible();
    await full.reload();
  }
  await expect(refusal).toContainText("Nothing was saved: this tablet is full.");
  await expect(full.locator(".toast")).toHaveCount(1);
  await expect(full.getByRole("alert").filter({ hasText: "no room left" })).toBeVisible();
  await expect(standing(full)).toContainText("This tablet is full");
  // What was typed is still in the form.
  await expect(full.getByRole("button", { name: "Save changes" })).toBeEnabled();

  full.on("dialog", (dialog) => void dialog.accept());
  await full.goto(guest);
  await expect(full.getByText("+44 20 7946 0114").first()).toBeVisible();
  if (notes) await expect(full.getByText(notes.slice(0, 200)).first()).toBeVisible();
  await write(full, { Notes: "x".repeat(19_900) });
  await expect(refusal).toContainText("Nothing was saved: this tablet is full.");

  await session.send("Storage.overrideQuotaForOrigin", { origin });
  await full.goto(guest);
  await expect(full.getByText("+44 20 7946 0114").first()).toBeVisible();
  await save(full, { Phone: "+44 20 7946 0115" });
  await expect(full.getByRole("alert").filter({ hasText: "no room left" })).toHaveCount(0);
  await full.goto(at(full, "/sync"));
  await expect(standing(full)).toContainText("All saved");
});
