import type { Page } from "@playwright/test";
import { brokenRules } from "../support/rules.ts";
import { everyScreen, visit } from "../support/screens.ts";
import { expect, test } from "../support/venue.ts";

async function askOnEveryScreen(page: Page): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { pattern, path } of await everyScreen(page)) {
    await visit(page, path);
    found.push(...(await brokenRules(page, pattern)));
  }
  return found;
}

// Without motion: a colour on its way from one to the other is nobody's colour.
for (const colorScheme of ["light", "dark"] as const) {
  const long = colorScheme === "dark" ? " @long" : "";
  test(`33 breaks no rule of accessibility on any screen, ${colorScheme}${long}`, async ({
    joined,
  }) => {
    test.setTimeout(240_000);
    const { page } = await joined("Ana");
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    expect(await askOnEveryScreen(page)).toEqual([]);
  });
}

test("33 breaks no rule of accessibility on any screen in Arabic @long", async ({ joined }) => {
  test.setTimeout(240_000);
  const { page } = await joined("Ana");
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.evaluate(() => localStorage.setItem("wedsync.language", "ar"));
  await page.reload();
  expect(await page.evaluate(() => document.dir)).toBe("rtl");
  expect(await askOnEveryScreen(page)).toEqual([]);
});
