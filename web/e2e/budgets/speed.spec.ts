import type { Page } from "@playwright/test";
import { figure } from "../support/figures.ts";
import {
  keystrokes,
  kSlowTablet,
  noteAnswers,
  noteOpening,
  openingOf,
  slowDown,
  slowestAnswer,
} from "../support/measure.ts";
import { firstWedding, visit } from "../support/screens.ts";
import { expect, test } from "../support/venue.ts";

const kRounds = 5;
const kGuestsEach = 300;

/** How many guests this wedding has, as its search says: "0 of 287". */
async function guestsAt(page: Page, wedding: string): Promise<number> {
  await visit(page, `${wedding}/guests`);
  await page.getByRole("textbox").first().fill("nobody is called this");
  const found = page.locator(".finder [role=status]");
  await expect(found).toHaveText(/of \d+/);
  return Number(/of (\d+)/.exec((await found.textContent()) ?? "")?.[1]);
}

/** Brings in as many guests as each of the five weddings has to have. */
async function fill(page: Page): Promise<void> {
  await visit(page, "/");
  const links = page.locator(".lane-who a");
  await expect(links).toHaveCount(5);
  const weddings = await links.evaluateAll((all) => all.map((each) => each.getAttribute("href")));
  for (const wedding of weddings) {
    await visit(page, "/");
    const missing = kGuestsEach - (await guestsAt(page, wedding ?? ""));
    if (missing <= 0) continue;
    const rows = Array.from(
      { length: missing },
      (_, at) => `Guest ${at} Budgeted,House ${at % 90}`,
    );
    await visit(page, `${wedding}/import`);
    await page.locator("input[type=file]").setInputFiles({
      name: "more.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(["Name,Party", ...rows].join("\n")),
    });
    await page.getByRole("button", { name: /^Bring in/ }).click();
    await expect(page.getByText(/The list is in/)).toBeVisible();
    expect(await guestsAt(page, wedding ?? "")).toBeGreaterThanOrEqual(kGuestsEach);
  }
}

test("2 4 8 opens, finds and answers within its budgets, with 5 x 300 guests on a slow tablet", async ({
  joined,
}, info) => {
  test.setTimeout(180_000);
  const { tablet, page } = await joined("Ana");
  await fill(page);
  const wedding = await firstWedding(page);
  const origin = new URL(page.url()).origin;

  /** Opens an address in a new tab, as from the home screen: the service worker serves it. */
  const open = async (path: string, selector: string, slowness: number) => {
    const openings = [];
    for (let round = 0; round < kRounds; ++round) {
      const tab = await tablet.context.newPage();
      await slowDown(tab, slowness);
      await noteOpening(tab, selector);
      await tab.goto(origin + path);
      openings.push(await openingOf(tab));
      await tab.close();
    }
    return openings;
  };
  const shell = await open("/", ".lane", 1);
  const today = await open("/", ".lane", kSlowTablet);
  const guests = await open(`${wedding}/guests`, ".guest-list li", kSlowTablet);
  const times = (all: typeof shell, what: "shell" | "there") => all.map((each) => each[what]);
  figure(info, "shell painted", times(shell, "shell"), 300);
  figure(info, "Today with data, at 4x", times(today, "there"), 1_000);
  figure(info, "guest list, at 4x", times(guests, "there"), 1_000);
  const worst = Math.max(...[...shell, ...today, ...guests].map((each) => each.shift));
  figure(info, "layout shift, the worst", [worst], 0.05, "shift");

  // A tab that is not in front draws nothing.
  await page.bringToFront();
  await slowDown(page, kSlowTablet);
  const typed: number[] = [];
  for (const name of ["guest 17", "budgted", "espinos", "krug", "torlund"]) {
    await visit(page, `${wedding}/guests`);
    await page.getByRole("textbox").first().fill("");
    await page.getByRole("textbox").first().focus();
    typed.push(await keystrokes(page, name));
  }
  figure(info, "keystroke to result, at 4x", typed, 100);

  const answers: number[] = [];
  for (let round = 0; round < kRounds; ++round) {
    await visit(page, "/");
    await noteAnswers(page);
    const tap = async (name: string) => {
      await page.getByRole("link", { name, exact: true }).first().click();
      await page.waitForTimeout(300);
    };
    for (const name of ["Timeline", "Seating", "Vendors", "Notes", "Guests"]) await tap(name);
    await page.getByRole("button", { name: "To come" }).click();
    await page.waitForTimeout(300);
    await page.locator(".guests .check-in").first().click();
    await page.waitForTimeout(300);
    await page.locator(".guest-list a").first().click();
    await page.waitForTimeout(300);
    await tap("Today");
    answers.push(await slowestAnswer(page));
  }
  figure(info, "interaction to next paint, at 4x", answers, 100);
});
