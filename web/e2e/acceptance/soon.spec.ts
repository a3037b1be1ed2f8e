import type { Page } from "@playwright/test";
import { freeze } from "../client/support/frozen.ts";
import { figure, shownAt } from "../support/figures.ts";
import { expect, test } from "../support/venue.ts";
import { guestOf, isShared, save } from "../support/work.ts";

const kRounds = 5;

/** How long it takes from pressing "Save changes" on one page until another shows it, five times. */
async function travels(from: Page, to: Page, beginning: string): Promise<readonly number[]> {
  const times: number[] = [];
  for (let round = 0; round < kRounds; ++round) {
    const phone = `${beginning}${round}`;
    await from.getByRole("button", { name: "Edit" }).click();
    await from.getByLabel("Phone").fill(phone);
    await expect(from.getByRole("button", { name: "Save changes" })).toBeEnabled();
    const shown = shownAt(to, phone);
    const pressed = await from.evaluate(() => {
      const button = document.querySelector<HTMLButtonElement>("form button[type=submit]");
      const now = Date.now();
      button?.click();
      return now;
    });
    times.push((await shown) - pressed);
    await expect(from.getByRole("button", { name: "Edit" })).toBeVisible();
  }
  return times;
}

test("17 an edit on one tablet is on another within a second", async ({ joined }, info) => {
  const [ana, bo] = [await joined("Ana"), await joined("Bo")];
  await bo.page.goto(await guestOf(ana.page));
  for (const { page } of [ana, bo]) await isShared(page);
  figure(info, "from tablet to tablet", await travels(ana.page, bo.page, "+44 20 7946 017"), 1_000);
});

test("15 a second tab works like the first, with one owner of the data", async ({
  joined,
}, info) => {
  const { tablet, page: first } = await joined("Ana");
  const guest = await guestOf(first);
  const second = await tablet.context.newPage();
  await second.goto(guest);
  await expect(second.getByRole("button", { name: "Edit" })).toBeVisible();
  const there = await travels(first, second, "+44 20 7946 015");
  const back = await travels(second, first, "+44 20 7946 016");
  figure(info, "from tab to tab", [...there, ...back], 500);
  const owners = await first.evaluate(async () =>
    ((await navigator.locks.query()).held ?? []).filter(({ name }) => name === "wedsync:venue"),
  );
  expect(owners.length).toBe(1);
  for (const page of [first, second]) await expect(page.getByRole("alert")).toHaveCount(0);
});

test("15 beside a tab that sleeps another says so, keeps what is done and hands it over", async ({
  joined,
}) => {
  const { tablet, page: first } = await joined("Ana");
  const guest = await guestOf(first);
  const second = await tablet.context.newPage();
  await second.goto(guest);
  await expect(second.getByRole("button", { name: "Edit" })).toBeVisible();
  const thaw = await freeze(tablet.context, first);
  try {
    await expect(second.getByRole("alert")).toContainText("Another tab of this app is asleep", {
      timeout: 10_000,
    });
    await save(second, { Phone: "+44 20 7946 0150" });
    await expect(second.locator(".facts").getByText("+44 20 7946 0150")).toBeVisible();
  } finally {
    thaw();
  }
  await expect(second.getByRole("alert")).toHaveCount(0, { timeout: 20_000 });
  await expect(first.locator(".facts").getByText("+44 20 7946 0150")).toBeVisible();
  await isShared(second);
});
