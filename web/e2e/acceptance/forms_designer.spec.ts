import type { Page } from "@playwright/test";
import { allShared } from "../support/differ.ts";
import { brokenRules } from "../support/rules.ts";
import { firstWedding, settled, visit } from "../support/screens.ts";
import { expect, test } from "../support/venue.ts";

const making = (page: Page) => page.locator(".design-make");
const preview = (page: Page) => page.getByRole("region", { name: "Preview" });

/** The form that these tests make: a choice, and a question that hangs on it. */
async function makeTasting(page: Page, wedding: string): Promise<void> {
  await visit(page, `${wedding}/forms`);
  await page.getByRole("link", { name: "New form" }).click();
  const make = making(page);
  await make.getByLabel("Name of the form").fill("Cheese tasting");
  await make.getByLabel("Question", { exact: true }).fill("Which cheese?");
  await make.getByLabel("Kind of answer").selectOption("choice");
  await make.getByLabel("Choice 1", { exact: true }).fill("Brie");
  await make.getByLabel("Choice 2", { exact: true }).fill("Comté");
  await make.getByLabel("Has to be answered").check();
  await make.getByRole("button", { name: "Add a question" }).click();
  await make.getByLabel("Question", { exact: true }).fill("How many wheels?");
  await make.getByLabel("Kind of answer").selectOption("number");
  await make.getByLabel("At most").fill("12");
  await make.getByRole("button", { name: "Only after certain answers" }).click();
  await make.getByLabel("with", { exact: true }).selectOption({ label: "Comté" });
}

const kindLine = (page: Page) => page.locator(".kind-line", { hasText: "Cheese tasting" });

test("a form is made offline, survives the page, is filled in by its conditions, and adds up", async ({
  joined,
  hub,
}) => {
  test.setTimeout(150_000);
  const ana = await joined("Ana");
  const bo = await joined("Bo");
  const { page } = ana;
  const wedding = await firstWedding(page);
  await ana.tablet.context.setOffline(true);
  await makeTasting(page, wedding);

  // What is made is tried out beside it, and is there after the page was loaded again.
  await expect(preview(page).getByLabel("How many wheels?")).toHaveCount(0);
  await preview(page).getByLabel("Comté").check();
  await expect(preview(page).getByLabel("How many wheels?")).toBeVisible();
  await page.reload();
  await settled(page);
  await expect(making(page).getByLabel("Name of the form")).toHaveValue("Cheese tasting");
  await expect(making(page).locator(".design-q")).toHaveCount(2);

  // By the keyboard alone: the second question goes up, and loses what it hung on.
  await making(page).getByRole("button", { name: "Move up: How many wheels?" }).press("Enter");
  await expect(making(page).locator(".design-name").first()).toContainText("How many wheels?");
  await expect(making(page).getByText("A condition no longer fitted")).toBeAttached();
  await making(page).getByRole("button", { name: "Move down: How many wheels?" }).press("Enter");
  await making(page).locator(".design-name", { hasText: "How many wheels?" }).press("Enter");
  await making(page).getByRole("button", { name: "Only after certain answers" }).click();
  await making(page).getByLabel("with", { exact: true }).selectOption({ label: "Comté" });
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    expect(await brokenRules(page, `designer, ${colorScheme}`)).toEqual([]);
  }
  await page.getByRole("button", { name: "Use this form" }).click();
  await expect(page.getByText(/The form is in use · saved on this tablet/)).toBeVisible();

  await kindLine(page).getByRole("button").click();
  const handIn = page.getByRole("button", { name: "Hand in" });
  await expect(handIn).toBeDisabled();
  await expect(page.getByText("Still to answer: Which cheese")).toBeVisible();
  await page.getByLabel("Comté").check();
  await page.getByLabel("How many wheels?").fill("13");
  await expect(page.getByText("At most 12.")).toBeVisible();
  await expect(handIn).toBeDisabled();
  await page.getByLabel("How many wheels?").fill("3");
  await page.reload();
  await settled(page);
  await expect(page.getByLabel("How many wheels?")).toHaveValue("3");
  expect(await brokenRules(page, "form of one's own")).toEqual([]);
  await page.getByRole("button", { name: "Hand in" }).click();
  await expect(page.locator(".answers")).toContainText("Comté");
  await ana.tablet.context.setOffline(false);
  await allShared(page);

  // Another tablet has the form and the answers, and answers it, too.
  await visit(bo.page, `${wedding}/forms`);
  await kindLine(bo.page).getByRole("button").click({ timeout: 60_000 });
  await bo.page.getByLabel("Brie").check();
  await expect(bo.page.getByLabel("How many wheels?")).toHaveCount(0);
  await bo.page.getByRole("button", { name: "Hand in" }).click();
  await expect(bo.page.locator(".answers")).toContainText("Brie");
  await visit(bo.page, `${wedding}/forms`);
  await bo.page.getByRole("link", { name: "Answers to Cheese tasting" }).click();
  const chart = bo.page.getByRole("table", { name: /Which cheese\?/ });
  await expect(chart.getByRole("row", { name: "Brie 1" })).toBeVisible();
  await expect(chart.getByRole("row", { name: "Comté 1" })).toBeVisible();
  await expect(bo.page.locator(".form-line")).toHaveCount(2);
  expect(await brokenRules(bo.page, "answers")).toEqual([]);
  expect(hub).toBeDefined();
});

test("two who change a form apart have two versions to decide about, in words", async ({
  joined,
}) => {
  test.setTimeout(150_000);
  const [ana, bo] = [await joined("Ana"), await joined("Bo")];
  const wedding = await firstWedding(ana.page);
  await makeTasting(ana.page, wedding);
  await ana.page.getByRole("button", { name: "Use this form" }).click();
  await expect(ana.page.getByText(/The form is in use/)).toBeVisible();
  await allShared(ana.page);
  await visit(bo.page, `${wedding}/forms`);
  await expect(kindLine(bo.page)).toBeVisible({ timeout: 60_000 });
  for (const { tablet } of [ana, bo]) await tablet.context.setOffline(true);
  for (const [{ page }, label] of [
    [ana, "Which cheese first?"],
    [bo, "Which cheese last?"],
  ] as const) {
    await visit(page, `${wedding}/forms`);
    await page.getByRole("link", { name: "Change the form Cheese tasting" }).click();
    await making(page).getByLabel("Question", { exact: true }).fill(label);
    await page.getByRole("button", { name: "Use the changes" }).click();
    await expect(page.getByText(/The form is in use/).first()).toBeVisible();
  }
  for (const { tablet } of [ana, bo]) await tablet.context.setOffline(false);
  await visit(ana.page, "/decide");
  await expect(ana.page.getByRole("heading", { name: "One to decide" })).toBeVisible({
    timeout: 60_000,
  });
  await ana.page.getByRole("button", { name: /^Look at both/ }).click();
  const card = ana.page.getByRole("dialog");
  await expect(card).toContainText("1. Which cheese first? (Brie, Comté) *");
  await expect(card).toContainText("1. Which cheese last? (Brie, Comté) *");
  await expect(card).not.toContainText('"questions"');
  await expect(card.getByText("Something else")).toHaveCount(0);
});
