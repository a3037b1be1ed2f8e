import { expect, test } from "@playwright/test";
import { freeze } from "./support/frozen.ts";
import { Site } from "./support/site.ts";
import { add, names, store, Tablet } from "./support/tablet.ts";

let site: Site;
let tablet: Tablet;
test.beforeAll(async () => {
  site = await Site.start();
});
test.afterAll(() => site.stop());
test.beforeEach(async () => {
  tablet = await Tablet.start();
});
test.afterEach(() => tablet.stop());

test("a second tab asks the first, and each shows the other's edits within half a second", async () => {
  const first = await tablet.tab(site.url);
  const second = await tablet.tab(site.url);
  await add(second, "Bea");
  await add(first, "Ada");
  for (const page of [first, second]) {
    await expect
      .poll(() => page.evaluate(() => window.shown()), { timeout: 500, intervals: [50] })
      .toEqual(["Ada", "Bea"]);
  }
  expect(await store(first)).toEqual({ kind: "files", isOwner: true });
  expect(await store(second)).toEqual({ kind: "files", isOwner: false });
});

test("when the first tab closes the second opens the store, and loses nothing", async () => {
  const first = await tablet.tab(site.url);
  const second = await tablet.tab(site.url);
  await add(first, "Ada");
  await expect.poll(() => second.evaluate(() => window.shown())).toEqual(["Ada"]);
  const edits = second.evaluate(async () => {
    for (let count = 0; count < 100; ++count) await window.add(`Guest ${count}`);
  });
  await first.waitForTimeout(50);
  await first.close();
  await edits;
  await expect.poll(() => store(second)).toEqual({ kind: "files", isOwner: true });
  expect((await names(second)).length).toBe(101);
  expect(new Set(await names(second)).size).toBe(101);
});

test("beside a frozen tab another says so within 5 s, and hands its edits over when it thaws", async () => {
  const first = await tablet.tab(site.url);
  const second = await tablet.tab(site.url);
  await add(first, "Ada");
  const thaw = await freeze(tablet.context, first);
  const begun = Date.now();
  await add(second, "Bea");
  expect(Date.now() - begun).toBeLessThan(5_500);
  await expect.poll(() => store(second)).toEqual({ kind: "aside", waiting: 1 });
  await add(second, "Cleo");
  expect(await names(second)).toEqual(["Ada", "Bea", "Cleo"]);
  thaw();
  await expect.poll(() => store(second)).toEqual({ kind: "files", isOwner: false });
  expect(await names(first)).toEqual(["Ada", "Bea", "Cleo"]);
  expect(
    await second.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name)),
  ).not.toContainEqual(expect.stringContaining("aside"));
});

test("edits kept aside are there after both tabs are gone", async () => {
  const first = await tablet.tab(site.url);
  const second = await tablet.tab(site.url);
  await add(first, "Ada");
  const thaw = await freeze(tablet.context, first);
  await add(second, "Bea");
  await expect.poll(() => store(second)).toEqual({ kind: "aside", waiting: 1 });
  await second.close();
  thaw();
  await first.close();
  const third = await tablet.tab(site.url);
  expect(await names(third)).toEqual(["Ada", "Bea"]);
});

test("what two tabs kept aside is all there when the frozen one is back", async () => {
  const first = await tablet.tab(site.url);
  const second = await tablet.tab(site.url);
  const third = await tablet.tab(site.url);
  await add(first, "Ada");
  const thaw = await freeze(tablet.context, first);
  await Promise.all([add(second, "Bea"), add(third, "Cleo")]);
  thaw();
  await expect.poll(() => names(first)).toEqual(["Ada", "Bea", "Cleo"]);
  for (const page of [second, third]) {
    await expect.poll(() => page.evaluate(() => window.shown())).toEqual(["Ada", "Bea", "Cleo"]);
  }
});
