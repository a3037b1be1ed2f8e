import type { Page } from "@playwright/test";
import { hasNaughtyTexts, naughtyList, naughtyTexts, sendNaughty } from "../support/naughty.ts";
import { everyScreen, firstWedding, visit } from "../support/screens.ts";
import { expect, test } from "../support/venue.ts";

test.use({ venue: { scopes: ["Naughty"] } });

/** Everything that a page does and should not when texts are only shown. */
function watch(page: Page): readonly string[] {
  const seen: string[] = [];
  page.on("dialog", (dialog) => {
    seen.push(`a text was run: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("pageerror", (error) => seen.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") seen.push(`${message.text()} at ${page.url()}`);
  });
  return seen;
}

/** Elements that no screen of the app makes, and what is wider than the page. */
const oddities = () => {
  const own = "main :is(script, iframe, object, embed, link, style, base, form[action], marquee)";
  const odd = [...document.querySelectorAll(`${own}, main img:not([src^='blob:'])`)];
  const { scrollWidth, clientWidth } = document.documentElement;
  return [
    ...odd.map((each) => each.outerHTML),
    ...(scrollWidth > clientWidth ? [`scrolls to ${scrollWidth} of ${clientWidth}`] : []),
  ];
};

/** The names of a list that draws only what is in sight. */
async function namesInList(): Promise<readonly string[]> {
  const names = new Set<string>();
  for (let y = 0; y < document.documentElement.scrollHeight; y += 300) {
    scrollTo(0, y);
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 30)));
    for (const each of document.querySelectorAll(".guest-list .guest-name")) {
      names.add(each.querySelector("bdi")?.textContent ?? "");
    }
  }
  return [...names];
}

test("shows what is typed to do harm as the text it is, on every screen", async ({
  hub,
  joined,
}) => {
  test.skip(!hasNaughtyTexts, "the big list of naughty strings is not on this machine");
  test.setTimeout(180_000);
  const texts = naughtyTexts();
  expect(texts.length).toBeGreaterThan(50);
  sendNaughty(hub, "Naughty", texts, Date.now());
  const { page } = await joined("Ana");
  const seen = watch(page);
  const wedding = await firstWedding(page);

  await visit(page, `${wedding}/import`);
  const buffer = Buffer.from(naughtyList(texts));
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: "<b>list</b>.csv", mimeType: "text/csv", buffer });
  await page.getByRole("button", { name: /^Bring in/ }).click();
  await expect(page.getByText(/The list is in/)).toBeVisible();

  const places = await everyScreen(page);
  for (const width of [1180, 320]) {
    await page.setViewportSize({ width, height: 820 });
    for (const { pattern, path } of places) {
      await visit(page, path);
      expect.soft(await page.evaluate(oddities), `${pattern} at ${width}`).toEqual([]);
    }
  }

  // Each text is the name of its guest, letter by letter.
  await visit(page, `${wedding}/guests`);
  const shown = await page.evaluate(namesInList);
  for (const text of texts) expect(shown).toContain(text.trim() || "–");
  expect(seen).toEqual([]);
});
