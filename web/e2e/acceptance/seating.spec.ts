import type { Page } from "@playwright/test";
import { firstWedding, visit } from "../support/screens.ts";
import { expect, test } from "../support/venue.ts";

interface Face {
  readonly table: string;
  readonly record: string;
  readonly seated: number;
  readonly places: number;
}

/** The tables of the plan, as they are read out. */
async function faces(page: Page): Promise<readonly Face[]> {
  await expect(page.locator("[data-face]").first()).toBeVisible();
  const all = await page.locator("[data-face]").evaluateAll((found) =>
    found.map((each) => ({
      name: each.getAttribute("aria-label") ?? "",
      record: each.getAttribute("data-face") ?? "",
    })),
  );
  return all.map(({ name, record }) => {
    const said = /^(.*), (\d+) of (\d+) seated/.exec(name);
    return { record, table: said?.[1] ?? "", seated: Number(said?.[2]), places: Number(said?.[3]) };
  });
}

const faceOf = (page: Page, { record }: Face) => page.locator(`[data-face="${record}"]`);

/** A table with guests, and another one with room. */
function fromTo(all: readonly Face[]): readonly [Face, Face] {
  const to = all.find((each) => each.seated < each.places);
  const from = all.find((each) => each.seated > 0 && each !== to);
  if (!from || !to) throw new Error("there is no table with room, or nobody sits");
  return [from, to];
}

test("35 seats a guest by two taps, without dragging", async ({ joined }) => {
  const { page } = await joined("Ana", { hasTouch: true });
  const seating = `${await firstWedding(page)}/seating`;
  await visit(page, seating);
  const [from, to] = fromTo(await faces(page));
  await faceOf(page, from).tap();
  const guest = page.locator(".seats .line[aria-pressed]").first();
  const name = (await guest.locator("bdi").first().textContent()) ?? "";
  await guest.tap();
  await faceOf(page, to).tap();
  await page.locator("[data-place]:not(.on, .shut)").first().tap({ force: true });
  const said = page.getByRole("status").filter({ hasText: `sits at ${to.table}, seat` });
  await expect(said.first()).toContainText(name);
  await page.reload();
  await visit(page, seating);
  await page.getByRole("button", { name: "List" }).tap();
  const table = page.locator("details").filter({ hasText: to.table }).first();
  await table.locator("summary").tap();
  await expect(table).toContainText(name);
  await expect(table.locator("summary")).toContainText(`${to.seated + 1} / ${to.places}`);
});

/** Goes from table to table by the arrow keys, until this one has the focus. */
async function walkTo(page: Page, face: Face): Promise<void> {
  const focused = () =>
    page.evaluate(() => document.activeElement?.getAttribute("data-face") ?? null);
  const seen = new Set<string | null>();
  const ways = ["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"];
  const backs: string[] = [];
  for (let step = 0; step < 200; step++) {
    const here = await focused();
    if (here === face.record) return;
    seen.add(here);
    let isNew = false;
    for (const [at, way] of ways.entries()) {
      await page.keyboard.press(way);
      const next = await focused();
      isNew = next !== here && !seen.has(next);
      if (isNew) backs.push(ways[(at + 2) % 4] ?? "");
      if (isNew) break;
      if (next !== here) await page.locator(`[data-face="${here}"]`).focus();
    }
    if (!isNew) await page.keyboard.press(backs.pop() ?? "ArrowUp");
  }
  throw new Error(`the arrow keys do not lead to ${face.table}`);
}

test("35 seats a guest by the keyboard, on the plan and in the list", async ({ joined }) => {
  const { page } = await joined("Ana");
  const seating = `${await firstWedding(page)}/seating`;
  await visit(page, seating);
  const [from, to] = fromTo(await faces(page));
  await page.locator("[data-face][tabindex='0']").focus();
  await walkTo(page, from);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  const seat = page.locator("[data-place]:focus");
  await expect(seat).toHaveAccessibleName(/^Seat \d+, /);
  const name = /^Seat \d+, ([^(]*)/.exec((await seat.getAttribute("aria-label")) ?? "")?.[1] ?? "";
  await page.keyboard.press("Enter");
  await expect(page.getByText("picked up. Tap a free seat, or a table.")).toBeAttached();
  await faceOf(page, from).focus();
  await walkTo(page, to);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await expect(seat).toHaveAccessibleName(/, free$/);
  await page.keyboard.press("Enter");
  const said = page.getByRole("status").filter({ hasText: `sits at ${to.table}, seat` });
  await expect(said.first()).toContainText(name.trim());

  await page.getByRole("button", { name: "List" }).press("Enter");
  const table = page.locator("details").filter({ hasText: to.table }).first();
  if (!(await table.evaluate((each: HTMLDetailsElement) => each.open)))
    await table.locator("summary").press("Enter");
  await table.getByRole("button", { name: `Move ${name.trim()}` }).press("Enter");
  await page.getByRole("button", { name: "Take from the table" }).press("Enter");
  await expect(page.getByText(`${name.trim()} has no seat now`).first()).toBeAttached();
});

test("23 a seat that is given twice is one thing to decide on both tablets; one tap mends it, one takes that back", async ({
  joined,
}) => {
  test.setTimeout(120_000);
  const desks = [await joined("Ana"), await joined("Bo")];
  const [ana, bo] = desks.map(({ page }) => page) as [Page, Page];
  const seating = `${await firstWedding(ana)}/seating`;
  for (const page of [ana, bo]) await visit(page, seating);
  const [from, to] = fromTo(await faces(ana));
  for (const { tablet } of desks) await tablet.context.setOffline(true);
  const names: string[] = [];
  for (const [at, page] of [ana, bo].entries()) {
    await faceOf(page, from).click();
    const guest = page.locator(".seats .line[aria-pressed]").nth(at);
    names.push(((await guest.locator("bdi").first().textContent()) ?? "").trim());
    await guest.click();
    await faceOf(page, to).click();
    await page.locator("[data-place]:not(.on, .shut)").first().click({ force: true });
    await expect(page.locator(".toast")).toContainText(`sits at ${to.table}, seat`);
  }
  for (const { tablet } of desks) await tablet.context.setOffline(false);
  for (const page of [ana, bo]) {
    await visit(page, "/decide");
    await expect(page.getByRole("heading", { name: "One to decide" })).toBeVisible({
      timeout: 30_000,
    });
    const problem = page.locator(".problem");
    await expect(problem).toContainText(`${to.table}, seat`);
    for (const name of [...names, "is given twice", "by Ana", "by Bo"]) {
      await expect(problem).toContainText(name);
    }
  }
  await ana.locator(".problem .repair button").first().click();
  await expect(ana.locator(".toast")).toContainText(/^Done: Move/);
  for (const page of [ana, bo]) {
    await expect(page.getByRole("heading", { name: "Nothing to decide" })).toBeVisible();
  }
  await ana.locator(".toast").getByRole("button", { name: "Undo" }).click();
  for (const page of [ana, bo]) {
    await expect(page.getByRole("heading", { name: "One to decide" })).toBeVisible();
  }
});
