import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { licences } from "../../app/src/screens/settings/licences.ts";
import { copyOfApp, markGerman } from "../support/other_app.ts";
import { everyScreen, firstWedding, visit } from "../support/screens.ts";
import { expect, test } from "../support/venue.ts";

async function speak(page: Page, language: string): Promise<void> {
  await visit(page, "/settings");
  await page.locator("select").first().selectOption(language);
  await expect(page.locator("html")).toHaveAttribute("lang", language);
}

/** Where the tables of the plan stand on the screen, from left to right. */
async function tablesFromLeft(page: Page, seating: string): Promise<readonly (string | null)[]> {
  await visit(page, seating);
  await expect(page.locator("svg.plan [data-face]").first()).toBeVisible();
  return page.locator("svg.plan [data-face]").evaluateAll((faces) =>
    faces
      .map((face) => ({ face, x: Math.round(face.getBoundingClientRect().x) }))
      .sort((a, b) => a.x - b.x || (a.face.id < b.face.id ? -1 : 1))
      .map(({ face }) => face.getAttribute("data-face")),
  );
}

test("37 reads from right to left in Arabic, with the plan of the room as it is", async ({
  joined,
}) => {
  const { page } = await joined("Ana");
  const wedding = await firstWedding(page);
  const english = await tablesFromLeft(page, `${wedding}/seating`);
  await visit(page, `${wedding}/guests`);
  const coming = Number.parseInt((await page.locator("main .sub").textContent()) ?? "", 10);
  await speak(page, "ar");
  expect(await tablesFromLeft(page, `${wedding}/seating`)).toEqual(english);
  await expect(page.locator("svg.plan")).toHaveAttribute("dir", "ltr");
  for (const { path } of await everyScreen(page)) {
    await visit(page, path);
    await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
    const rail = await page.locator(".rail").boundingBox();
    expect(rail?.x).toBeGreaterThan(1000);
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
      `${path} scrolls sideways`,
    ).toBe(true);
  }

  // A telephone number runs from left to right as everywhere.
  await visit(page, `${wedding}/contacts`);
  const number = page.locator("a[href^='tel:'] bdi").first();
  await expect(number).toHaveText(/^\+/);
  const [plus, last] = await number.evaluate((each) => {
    const text = each.firstChild as Text;
    const xOf = (at: number) => {
      const range = document.createRange();
      range.setStart(text, at);
      range.setEnd(text, at + 1);
      return range.getBoundingClientRect().x;
    };
    return [xOf(0), xOf(text.length - 1)];
  });
  expect(plus).toBeLessThan(last ?? 0);
  await visit(page, `${wedding}/guests`);
  const arabic = await page.evaluate((count) => new Intl.NumberFormat("ar").format(count), coming);
  await expect(page.locator("main .sub")).toContainText(arabic);
});

/** Everything a screen says, a line each: texts in order, and what is read out or shown on a touch. */
function allWords(): string {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts: string[] = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement?.closest("script, style")) texts.push(node.textContent ?? "");
  }
  const said = ["aria-label", "title", "placeholder", "alt", "aria-description"].flatMap((name) =>
    [...document.querySelectorAll(`[${name}]`)].map((each) => each.getAttribute(name) ?? ""),
  );
  return [...texts, "", ...said].join("\n");
}

/** The pieces of a text that have letters, without times of day. */
function piecesOf(text: string): readonly string[] {
  const pieces = text
    .replaceAll(/[\u2068\u2069]/g, "")
    .replaceAll(/\d?\d:\d\d/g, "\n")
    .split(/["\n\r\u00b7,;:()]/);
  return pieces.map((each) => each.trim()).filter((each) => /\p{L}{2}/u.test(each));
}

/** A text without what comes from the catalogue. */
function unmarked(words: string): string {
  const inner = /\u27e6[^\u27e6\u27e7]*\u27e7/g;
  let left = words;
  while (inner.test(left)) left = left.replaceAll(inner, "\n");
  return left;
}

/** Names of people, places and things, which no catalogue translates. */
const ownNames =
  "Ana, Ana's tablet, The Linden House, http, English, Deutsch, Français, Español, العربية, " +
  licences.flat().join();
/** Letters for a name in a picture, and what the browser writes: "29. November", "3. Nov.", "12,5 MB", "vor 3 Min.". */
const written =
  /^\p{Lu}{2}$|^\d+\. \p{L}+\.?$|^(vor |in )?[\d.,]+\s(ms|Sek\.|Min\.|Std\.|[kMG]B)$/u;

test("37 says nothing that is not in the catalogue of words", async ({ hub, joined }) => {
  await hub.stop();
  hub.web = copyOfApp(hub);
  await markGerman(hub.web);
  await hub.start();
  const { page } = await joined("Ana");
  await visit(page, "/sync");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "As tables (CSV)" }).click(),
  ]);
  const data = new Set(piecesOf(`${readFileSync(await download.path(), "utf8")}\n${ownNames}`));
  await speak(page, "de");
  await page.reload();
  const found: string[] = [];
  for (const { pattern, path } of await everyScreen(page)) {
    await visit(page, path);
    const words = await page.evaluate(allWords);
    expect(words).toContain("\u27e6");
    const left = piecesOf(unmarked(words)).filter((each) => !data.has(each) && !written.test(each));
    found.push(...left.map((each) => `${pattern}: ${each}`));
  }
  expect([...new Set(found)]).toEqual([]);
});
