import { AxeBuilder } from "@axe-core/playwright";
import { type Page, test } from "@playwright/test";

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** The rules of accessibility that this page breaks, and where. `web/e2e/run` counts them. */
export async function brokenRules(page: Page, name: string): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
  const found = violations.map(
    ({ id, nodes }) => `${name}: ${id} at ${nodes.map((node) => node.target).join(" ; ")}`,
  );
  test.info().annotations.push({ type: "axe", description: String(found.length) });
  return found;
}
