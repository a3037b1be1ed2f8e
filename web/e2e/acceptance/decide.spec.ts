import type { Page } from "@playwright/test";
import { allShared, type Desk, differ, someGuest, write } from "../support/differ.ts";
import { brokenRules } from "../support/rules.ts";
import { visit } from "../support/screens.ts";
import { expect, test } from "../support/venue.ts";
import { guestsOf } from "../support/work.ts";

/** Brings the tablets back to the network, and opens what they have to decide. */
async function meet(desks: readonly Desk[], heading: string): Promise<void> {
  for (const { tablet } of desks) await tablet.context.setOffline(false);
  for (const { page } of desks) {
    await visit(page, "/decide");
    await expect(page.getByRole("heading", { name: heading })).toBeVisible({ timeout: 30_000 });
  }
}

/** The line of the queue that asks this. */
const asks = (page: Page, question: RegExp) =>
  page.locator(".queue-row").filter({ has: page.getByRole("heading", { name: question }) });

async function open(page: Page, question: RegExp, nth?: number) {
  const found = asks(page, question);
  await (nth === undefined ? found : found.nth(nth))
    .getByRole("button", { name: /^Look at both/ })
    .click();
  return page.getByRole("dialog");
}

test("23 25 27 28 two numbers wait for a person; decided on one tablet it closes on the other", async ({
  joined,
}) => {
  const [ana, bo] = [await joined("Ana"), await joined("Bo")];
  const guest = await someGuest(ana.page);
  await differ(guest, { Phone: "+44 20 7946 0100" }, [
    [ana, { Phone: "+44 20 7946 0111" }],
    [bo, { Phone: "+44 20 7946 0222" }],
  ]);
  await meet([ana, bo], "One to decide");
  for (const { page } of [ana, bo]) {
    const card = await open(page, /Which number reaches/);
    await expect(card).toContainText("Before either change: +44 20 7946 0100");
    await expect(card).toContainText("+44 20 7946 0111");
    await expect(card).toContainText("+44 20 7946 0222");
    for (const who of ["You", "This tablet", page === ana.page ? "Bo" : "Ana", "tablet"]) {
      await expect(card).toContainText(who);
    }
    await expect(card).toContainText(/\d?\d:\d\d/);
  }
  await ana.page.getByRole("radio").nth(0).check();
  await ana.page.getByRole("button", { name: /^Keep \+44/ }).click();
  await expect(ana.page.getByRole("heading", { name: "Nothing to decide" })).toBeVisible();
  await expect(bo.page.getByText(/Ana decided: \+44/)).toBeVisible();
  await expect(bo.page.getByRole("dialog")).toHaveCount(0);
});

test("26 27 30 says what it would keep and why where a rule knows; never where it may do harm", async ({
  joined,
}) => {
  test.setTimeout(90_000);
  const [ana, bo] = [await joined("Ana"), await joined("Bo")];
  const guest = await someGuest(ana.page);
  await differ(
    guest,
    { Meal: "Lamb", Allergies: "celery", Phone: "+44 20 7946 0100", "E-mail": "old@mail.example" },
    [
      [ana, { Meal: "Fish", Allergies: "nuts", Phone: "+1 111", "E-mail": "ana@mail.example" }],
      [
        bo,
        {
          Meal: "Fish, no sauce",
          Allergies: "nuts, sesame",
          Phone: "+2 222",
          "E-mail": "bo@mail.example",
        },
      ],
    ],
  );
  await meet([ana, bo], "4 to decide");
  const { page } = ana;

  // What is suggested is said with a reason, and how sure it is in words.
  const words = /Sure|Fairly sure|Perhaps/;
  const meal = asks(page, /What does .* eat/);
  await expect(meal).toContainText(/Keep (yours|Bo’s)/);
  await expect(meal).toContainText(words);
  let card = await open(page, /What does .* eat/);
  await expect(card.locator(".suggestion")).toContainText(words);
  await expect(card.locator(".suggestion li")).not.toHaveCount(0);
  await expect(card.locator(".suggestion")).not.toContainText(/\d|%/);
  await expect(card.getByRole("radio", { checked: true })).toHaveCount(0);
  await card.getByRole("radio").last().check();
  await card.getByLabel("What it should be").fill("Vegetables");
  await card.getByRole("button", { name: "Keep Vegetables" }).click();

  // Of two numbers none is likelier.
  await expect(page.getByRole("heading", { name: "3 to decide" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(asks(page, /Which number/)).toContainText("No suggestion");
  card = await open(page, /Which number/);
  await expect(card.locator(".suggestion")).toHaveCount(0);
  await card.getByRole("radio", { name: /\+2 222/ }).check();
  await card.getByRole("button", { name: "Keep +2 222" }).click();
  await expect(page.getByRole("heading", { name: "2 to decide" })).toBeVisible();
  await page.keyboard.press("Escape");
  card = await open(page, /Which address/);
  await card.getByRole("radio", { name: /ana@mail/ }).check();
  await card.getByRole("button", { name: "Keep ana@mail.example" }).click();

  // Allergies stand first, with no suggestion though one text has all of the other, and stay.
  for (const desk of [ana, bo]) {
    await expect(desk.page.getByRole("heading", { name: "One to decide" })).toBeVisible();
  }
  await page.keyboard.press("Escape");
  await expect(asks(page, /must .* not eat/)).toContainText("Too important to guess");
  card = await open(page, /must .* not eat/);
  await expect(card.locator(".suggestion")).toHaveCount(0);
  await expect(card.getByText("Too important to guess")).toBeVisible();
  await expect(card.getByRole("radio", { checked: true })).toHaveCount(0);
  await card.getByRole("button", { name: "Decide later" }).click();
  for (const desk of [ana, bo]) {
    await visit(desk.page, guest);
    for (const text of ["Vegetables", "+2 222", "ana@mail.example"]) {
      await expect(desk.page.getByRole("main")).toContainText(text);
    }
    await desk.page.goto(new URL("/decide", desk.page.url()).href);
    await expect(asks(desk.page, /must .* not eat/)).toContainText("nuts, sesame");
  }
});

test("29 31 a change meanwhile stops the choice; all of it is done by keyboard", async ({
  joined,
}) => {
  test.setTimeout(90_000);
  const [ana, bo, cleo] = [await joined("Ana"), await joined("Bo"), await joined("Cleo")];
  const guest = await someGuest(ana.page);
  await differ(guest, { Phone: "+44 20 7946 0100" }, [
    [ana, { Phone: "+1 111" }],
    [bo, { Phone: "+2 222" }],
    [cleo, { Phone: "+3 333" }],
  ]);
  await meet([ana, bo], "One to decide");
  const { page } = ana;
  const opener = page.getByRole("button", { name: /^Look at both/ });
  const card = page.getByRole("dialog");
  const pressTab = async (until: () => Promise<void>) => {
    await expect(async () => {
      await page.keyboard.press("Tab");
      await until();
    }).toPass({ intervals: [0], timeout: 20_000 });
  };
  await pressTab(() => expect(opener).toBeFocused({ timeout: 1 }));
  await page.keyboard.press("Enter");
  await expect(card.getByRole("radio").first()).toBeFocused();
  await page.keyboard.press("f");
  await expect(card.getByRole("table")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(card).toHaveCount(0);
  await expect(opener).toBeFocused();
  await page.keyboard.press("Enter");

  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    expect(await brokenRules(page, `decision card, ${colorScheme}`)).toEqual([]);
  }
  await page.keyboard.press("ArrowDown");
  await expect(card.getByRole("radio", { checked: true })).toHaveCount(1);
  await cleo.tablet.context.setOffline(false);
  await expect(card.getByRole("alert")).toContainText("This changed just now", { timeout: 30_000 });
  await expect(card.getByRole("button", { name: /^Keep/ })).toBeDisabled();
  await expect(card.getByRole("radio").first()).toBeDisabled();
  await page.keyboard.press("Enter");
  await expect(card.getByRole("alert")).toBeVisible();

  await pressTab(() =>
    expect(card.getByRole("button", { name: "Look again" })).toBeFocused({ timeout: 1 }),
  );
  await page.keyboard.press("Enter");
  await expect(card).toContainText("+3 333");
  await pressTab(() => expect(card.getByRole("radio").first()).toBeFocused({ timeout: 1 }));
  const third = card.getByRole("radio", { name: /\+3 333/ });
  await expect(async () => {
    await page.keyboard.press("ArrowDown");
    await expect(third).toBeChecked({ timeout: 1 });
  }).toPass({ intervals: [0] });
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Nothing to decide" })).toBeFocused();
  await visit(bo.page, guest);
  await expect(bo.page.getByRole("main")).toContainText("+3 333");
});

test("25 27 a text is shown with what each side changed; what stays can be changed; a colleague is asked", async ({
  joined,
}) => {
  test.setTimeout(120_000);
  const [ana, bo] = [await joined("Ana"), await joined("Bo")];
  const guest = await someGuest(ana.page);
  await differ(guest, { Notes: "Cake at nine, lights low." }, [
    [ana, { Notes: "Cake at ten, lights low." }],
    [bo, { Notes: "Cake at eight, lights low." }],
  ]);
  await meet([ana, bo], "One to decide");
  const { page } = ana;
  const card = await open(page, /One text, two versions/);
  await expect(card.locator(".before-text")).toContainText("Cake at nine, lights low.");
  await expect(card.locator(".option ins").filter({ hasText: "ten," })).toHaveCount(1);
  await expect(card.locator(".option ins").filter({ hasText: "eight," })).toHaveCount(1);
  await expect(card.locator(".option del").filter({ hasText: "nine," })).toHaveCount(2);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    expect(await brokenRules(page, `card of a text, ${colorScheme}`)).toEqual([]);
  }

  await card.getByRole("button", { name: "Ask a colleague" }).click();
  await card.getByRole("button", { name: /Ask Bo/ }).click();
  await expect(card.locator(".asked")).toContainText("Asked Bo");
  await expect(asks(bo.page, /One text/).locator(".asked")).toContainText("Ana asked you");
  await asks(bo.page, /One text/)
    .locator(".asked")
    .click();
  await bo.page.getByRole("link", { name: "Go to the decision" }).click();
  const theirs = bo.page.getByRole("dialog").locator(".option ins");
  await expect(theirs.filter({ hasText: "eight," })).toHaveCount(1);

  await card.getByLabel("Both, one under the other").check();
  await card.getByLabel("The text to keep").fill("Cake between eight and ten.");
  await card.getByRole("button", { name: "Keep both" }).click();
  await expect(bo.page.getByText(/Ana decided: Cake between eight and ten\./)).toBeVisible();
  for (const desk of [ana, bo]) {
    await visit(desk.page, guest);
    await expect(desk.page.getByRole("main")).toContainText("Cake between eight and ten.");
  }
});

test("32 what people choose instead changes what is suggested", async ({ joined }) => {
  test.setTimeout(240_000);
  const [ana, bo] = [await joined("Ana"), await joined("Bo")];
  const guests = (await guestsOf(ana.page, 5)).map((href) => new URL(href).pathname);
  for (const guest of guests) await write(ana.page, guest, { Meal: "Lamb" });
  await allShared(ana.page);
  await visit(bo.page, guests.at(-1) ?? "");
  await expect(bo.page.getByText("Lamb", { exact: true }).first()).toBeVisible({
    timeout: 30_000,
  });
  for (const { tablet } of [ana, bo]) await tablet.context.setOffline(true);
  for (const guest of guests) {
    await write(ana.page, guest, { Meal: "Fish" });
    await write(bo.page, guest, { Meal: "Fish, no sauce" });
  }
  await meet([ana, bo], "5 to decide");

  const { page } = ana;
  const rows = page.locator(".queue-row");
  const advised = rows.last().locator(".advice .acc");
  await expect(advised).toContainText(/^Keep (yours|Bo’s)/);
  const before = (await advised.textContent()) ?? "";
  // The other way each time, as the person of these guests knows better.
  const instead = before.includes("yours") ? "Fish, no sauce" : "Fish";
  for (let left = guests.length - 1; left > 0; left--) {
    const card = await open(page, /What does .* eat/, 0);
    await card
      .locator(".option")
      .filter({ has: page.getByText(instead, { exact: true }) })
      .getByRole("radio")
      .check();
    await card.getByRole("button", { name: `Keep ${instead}`, exact: true }).click();
    const title = left === 1 ? "One to decide" : `${left} to decide`;
    await expect(page.getByRole("heading", { name: title })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  }
  await expect(advised).toContainText(/^Keep (yours|Bo’s)/);
  await expect(advised).not.toHaveText(before);
  await expect(rows.last().locator(".advice")).toContainText(/answered/);

  // The page for those who answer for it says how that went.
  await page.getByRole("link", { name: "How decisions went" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("How decisions went");
  const sums = page.locator(".decisions-sums");
  await expect(sums).toContainText(`${guests.length - 1}Decided by people`);
  await expect(sums).toContainText(/took what was suggested: \d of \d/);
  const meal = page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: /Meal/ }) });
  await expect(meal).toContainText("suggests");
  await page.getByText("As a table").click();
  await expect(page.locator("details table")).toBeVisible();
  await page.getByRole("button", { name: "Decided by people" }).click();
  const decided = page.locator(".decision");
  await expect(decided).toHaveCount(guests.length - 1);
  await expect(decided.last()).toContainText("Something else was suggested");
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    expect(await brokenRules(page, `how decisions went, ${colorScheme}`)).toEqual([]);
  }
  await decided.first().getByRole("button", { name: /^Undo/ }).click();
  await expect(decided.first()).toContainText("taken back");
});
