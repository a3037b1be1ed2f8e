import { expect, test } from "../support/venue.ts";
import { at, guestOf, guestsOf, isOffline, isShared, save, standing } from "../support/work.ts";

test("11 13 what waits is counted, and is handed over once each and in order", async ({
  hub,
  joined,
}) => {
  const ana = await joined("Ana");
  const bo = await joined("Bo");
  const guests = await guestsOf(ana.page, 3);
  await isShared(ana.page);
  const before = await hub.changes();
  await ana.tablet.context.setOffline(true);
  await isOffline(ana.page);
  let count = 0;
  for (const guest of guests) {
    await ana.page.goto(guest);
    for (const last of ["1", "2"]) {
      await save(ana.page, { Phone: `+44 20 7946 013${last}` });
      count += 1;
      const changes = count === 1 ? "1 change" : `${count} changes`;
      await expect(standing(ana.page)).toContainText(`${changes} saved on this tablet`);
    }
  }
  await ana.page.goto(at(ana.page, "/sync"));
  await expect(ana.page.locator(".waiting-row")).toHaveCount(count);
  await expect(ana.page.locator(".counts")).toContainText(`${count} waiting`);
  expect(await hub.changes()).toBe(before);

  // A network that comes for a moment, goes in the middle of it, and comes again.
  await ana.tablet.context.setOffline(false);
  await ana.page.waitForTimeout(200);
  hub.freeze();
  await ana.tablet.context.setOffline(true);
  await ana.page.waitForTimeout(500);
  hub.thaw();
  await ana.tablet.context.setOffline(false);
  await isShared(ana.page);
  await expect(ana.page.locator(".waiting-row")).toHaveCount(0);
  await expect(ana.page.locator(".counts")).toContainText("0 waiting");
  expect(await hub.changes()).toBe(before + count);
  expect((await hub.standing()).changes_refused).toBe(0);
  for (const guest of guests) {
    await bo.page.goto(guest);
    await expect(bo.page.getByText("+44 20 7946 0132").first()).toBeVisible();
    await expect(bo.page.locator(".changes li").filter({ hasText: "Phone" })).toHaveCount(2);
  }
});

test("12 a connection that went silent is told within 15 s, hub or network", async ({
  hub,
  joined,
}) => {
  const { tablet, page } = await joined("Ana");
  await isShared(page);
  // Nothing closes the socket: the hub stands still and its system keeps the connection.
  hub.freeze();
  await isOffline(page, 15_000);
  hub.thaw();
  await isShared(page);
  // Nor here: Chromium keeps an open socket open, and lets nothing through.
  await tablet.context.setOffline(true);
  await isOffline(page, 15_000);
});

test("everything works while the hub is stopped, and arrives when it is back", async ({
  hub,
  joined,
}) => {
  const ana = await joined("Ana");
  const bo = await joined("Bo");
  const guest = await guestOf(ana.page);
  await hub.stop();
  for (const { page } of [ana, bo]) await isOffline(page);
  await ana.page.reload();
  await save(ana.page, { Phone: "+44 20 7946 0140" });
  await ana.page.getByRole("button", { name: "Check in" }).click();
  await expect(ana.page.getByRole("button", { name: "Not here after all" })).toBeVisible();
  await ana.page.getByRole("link", { name: "Notes", exact: true }).first().click();
  await ana.page.getByLabel("New note").fill("The band parks behind the barn.");
  await ana.page.getByRole("button", { name: "Add note" }).click();
  await ana.page.reload();
  await expect(ana.page.getByText("The band parks behind the barn.")).toBeVisible();
  const notes = ana.page.url();
  await ana.page.goto(guest);
  await expect(ana.page.getByText("+44 20 7946 0140").first()).toBeVisible();

  await hub.start();
  await isShared(ana.page);
  await bo.page.goto(guest);
  await expect(bo.page.getByText("+44 20 7946 0140").first()).toBeVisible({ timeout: 30_000 });
  await expect(bo.page.getByRole("button", { name: "Not here after all" })).toBeVisible();
  await bo.page.goto(notes);
  await expect(bo.page.getByText("The band parks behind the barn.")).toBeVisible();
});
