import { AxeBuilder } from "@axe-core/playwright";
import type { Page, TestInfo } from "@playwright/test";
import { everyScreen, type Place, visit } from "../support/screens.ts";
import { expect, test } from "../support/venue.ts";

const kRules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Looks at every place, and notes what breaks a rule of accessibility for `web/e2e/run`. */
async function askRules(page: Page, places: readonly Place[], info: TestInfo): Promise<string[]> {
  const found: string[] = [];
  for (const { pattern, path } of places) {
    await visit(page, path);
    const { violations } = await new AxeBuilder({ page }).withTags(kRules).analyze();
    for (const { id, nodes } of violations) {
      found.push(`${pattern}: ${id} at ${nodes.map((node) => node.target).join(" ; ")}`);
    }
  }
  info.annotations.push({ type: "axe", description: String(found.length) });
  return found;
}

// Without motion: a colour on its way from one to the other is nobody's colour.
for (const colorScheme of ["light", "dark"] as const) {
  const long = colorScheme === "dark" ? " @long" : "";
  test(`33 breaks no rule of accessibility on any screen, ${colorScheme}${long}`, async ({
    joined,
  }, info) => {
    test.setTimeout(240_000);
    const { page } = await joined("Ana");
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    expect(await askRules(page, await everyScreen(page), info)).toEqual([]);
  });
}

test("33 breaks no rule of accessibility on any screen in Arabic @long", async ({
  joined,
}, info) => {
  test.setTimeout(240_000);
  const { page } = await joined("Ana");
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.evaluate(() => localStorage.setItem("wedsync.language", "ar"));
  await page.reload();
  expect(await page.evaluate(() => document.dir)).toBe("rtl");
  expect(await askRules(page, await everyScreen(page), info)).toEqual([]);
});
