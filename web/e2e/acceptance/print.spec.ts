import { execFileSync } from "node:child_process";
import type { Page } from "@playwright/test";
import { firstWedding, visit } from "../support/screens.ts";
import { expect, test } from "../support/venue.ts";

/** The texts of the pages that this page prints on A4, without white space. */
async function printed(page: Page): Promise<readonly string[]> {
  const pdf = await page.pdf({ format: "A4", preferCSSPageSize: true });
  const text = execFileSync("pdftotext", ["-", "-"], { input: pdf, encoding: "utf8" });
  return text.split("\f").slice(0, -1).map(squeezed);
}

const squeezed = (text: string) => text.normalize("NFKC").replaceAll(/[\s\u2068\u2069]/g, "");

test("40 prints version and time on every page, and cuts no table", async ({ joined }) => {
  const { page } = await joined("Ana");
  const wedding = await firstWedding(page);
  for (const sheet of ["timeline", "seating", "kitchen", "contacts"]) {
    await visit(page, `${wedding}/print/${sheet}`);
    const pages = await printed(page);
    expect(pages.length).toBeGreaterThan(0);
    const [version] = /version[2-9A-Z]{3}-[2-9A-Z]{3}/i.exec(pages[0] ?? "") ?? [];
    const now = await page.evaluate(() =>
      new Intl.DateTimeFormat(navigator.language, { dateStyle: "long" }).format(Date.now()),
    );
    for (const [at, text] of pages.entries()) {
      const what = `${sheet}, page ${at + 1} of ${pages.length}`;
      expect(text, what).toContain(version ?? "a version");
      expect(text, what).toMatch(/\d?\d:\d\d/);
      expect(text, what).toContain(squeezed(now));
      expect(text, what).toContain("Ana");
      expect(text, what).not.toContain("Allsaved");
    }
    if (sheet !== "seating") continue;
    expect(pages.length).toBeGreaterThan(1);
    const tables = await page.locator(".sheet-table").evaluateAll((all) =>
      all.map((each) => ({
        label: each.querySelector("h2 bdi")?.textContent ?? "",
        names: [...each.querySelectorAll("li bdi")].map((name) => name.textContent ?? ""),
      })),
    );
    expect(tables.length).toBeGreaterThan(10);
    for (const { label, names } of tables) {
      const whole = pages.filter((text) =>
        [label, ...names].every((name) => text.includes(squeezed(name))),
      );
      expect(whole, `${label} is cut`).not.toEqual([]);
    }
  }
});
