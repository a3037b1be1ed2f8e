import { readFileSync } from "node:fs";
import { expect, type Page } from "@playwright/test";

/** Where one screen of the app is, for a look at all of them. */
export interface Place {
  /** Its address with names for what differs from wedding to wedding, as the app writes it. */
  readonly pattern: string;
  readonly path: string;
}

/** The addresses of the app, from its own list. */
const patterns = Array.from(
  readFileSync(new URL("../../app/src/screens/index.ts", import.meta.url), "utf8").matchAll(
    /\bpath: "([^"]+)"/g,
  ),
  ([, pattern]) => pattern ?? "",
);

/** Goes to a place of the app as a link does: the page is not loaded again. */
export async function visit(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    // The screen before stays until the next one is there.
    if (to !== location.pathname) {
      document.querySelector("main h1")?.setAttribute("data-before", "");
    }
    history.pushState(null, "", to);
    dispatchEvent(new PopStateEvent("popstate"));
  }, path);
  await settled(page);
}

/** Waits until a screen has its heading, and nothing in it that is still to come. */
export async function settled(page: Page): Promise<void> {
  await expect(page.locator("main h1:not([data-before])").first()).toBeVisible();
  await expect(page.locator("main .blank")).toHaveCount(0);
}

/** The list that leads to records of each kind that have screens of their own. */
const lists: Readonly<Record<string, string>> = { tasks: "notes" };
/** Shown on one sheet, with or without a record: any record's name does. */
const sheets: readonly string[] = ["contacts", "clients"];

/** The part of an address that names the first wedding of this tablet: "/e/…". */
export async function firstWedding(page: Page): Promise<string> {
  await visit(page, "/");
  const link = page.locator("main a[href^='/e/']").first();
  const href = await link.getAttribute("href", { timeout: 10_000 });
  const found = /^\/e\/[^/]+/.exec(href ?? "")?.[0];
  if (!found) throw new Error("there is no wedding on this tablet");
  return found;
}

/** Every screen of the app that a joined tablet has, those of a wedding for its first. A form is begun. */
export async function everyScreen(page: Page): Promise<readonly Place[]> {
  const wedding = await firstWedding(page);
  await visit(page, `${wedding}/forms`);
  await page.locator(".kinds button").first().click();
  await expect(page).toHaveURL(/\/forms\/./);

  const places: Place[] = [];
  for (const pattern of patterns) {
    const path = pattern.replace("/e/:scope", wedding).replace("/:record?", "");
    const kind = /\/([a-z]+)\/:record$/.exec(path)?.[1];
    if (kind === undefined) places.push({ pattern, path });
    else if (sheets.includes(kind)) places.push({ pattern, path: path.replace(":record", "1") });
    else {
      await visit(page, `${wedding}/${lists[kind] ?? kind}`);
      const link = page.locator(`main a[href^='${wedding}/${kind}/']`).first();
      places.push({ pattern, path: (await link.getAttribute("href")) ?? "" });
    }
  }
  return places;
}
