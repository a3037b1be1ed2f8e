import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "../support/venue.ts";

const kRules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const kSections = ["Today", "Timeline", "Seating", "Guests", "Vendors", "Notes", "Forms", "Sync"];
const kPaths = ["/decide", "/settings", "/performance", "/certificate"];

test("33 breaks no rule of accessibility on any main screen, in light and dark", async ({
  joined,
}, info) => {
  test.setTimeout(180_000);
  const { page } = await joined("Ana");
  const origin = new URL(page.url()).origin;
  const found: string[] = [];
  await page.emulateMedia({ reducedMotion: "reduce" });
  const look = async (name: string) => {
    await page.waitForLoadState("networkidle");
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    for (const colorScheme of ["light", "dark"] as const) {
      // Without motion: a colour on its way from one to the other is nobody's colour.
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const { violations } = await new AxeBuilder({ page }).withTags(kRules).analyze();
      for (const { id, nodes } of violations) {
        found.push(
          `${name}, ${colorScheme}: ${id} at ${nodes.map((node) => node.target).join(" ; ")}`,
        );
      }
    }
  };
  for (const name of kSections) {
    await page.getByRole("link", { name, exact: true }).first().click();
    await look(name);
  }
  for (const path of kPaths) {
    await page.goto(origin + path);
    await look(path);
  }
  info.annotations.push({ type: "axe", description: String(found.length) });
  expect(found).toEqual([]);
});
