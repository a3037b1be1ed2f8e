import { expect, type Page, test } from "@playwright/test";
import { Hub } from "./support/hub.ts";
import { Site } from "./support/site.ts";
import { add, names, status, Tablet } from "./support/tablet.ts";

/** A field of a guest is set, by itself. */
const set = (page: Page, scope: string, record: string, field: string, value: string) =>
  page.evaluate(
    ([inScope, of, name, to]) =>
      window.client.commit({
        scope: inScope,
        edits: [{ edit: "set", record: of, field: name, value: to }],
      }),
    [scope, record, field, value] as const,
  );

test("a record can be opened, found, looked back on, taken back and checked", async () => {
  const site = await Site.start();
  const tablet = await Tablet.start();
  const page = await tablet.tab(site.url);
  const { scope, created } = await add(page, "Ada Lovelace");
  const record = created[0] ?? "";
  await set(page, scope, record, "meal", "fish");
  const told = await page.evaluate(
    async ([inScope, of]) => {
      const { client } = window;
      const opened = await client.get(inScope, of);
      const found = await client.search("lovel");
      const rows = await client.query({
        collection: "guests",
        search: "LÓVEL a",
        fields: ["meal"],
      });
      const none = await client.query({ collection: "guests", search: "lovely", limit: 5 });
      const history = await client.history(inScope, of);
      const undone = await client.undoLast(inScope);
      const after = await client.get(inScope, of);
      await client.redoLast(inScope);
      const again = await client.get(inScope, of);
      const sums = await client.verify(inScope);
      return { opened, found, rows, none, history, undone, after, again, sums };
    },
    [scope, record] as const,
  );
  expect(told.opened).toMatchObject({
    scope,
    record,
    collection: "guests",
    isContested: false,
    values: { full_name: "Ada Lovelace", meal: "fish" },
    disputed: [],
  });
  expect(told.opened.dots.meal?.length).toBe(1);
  expect(told.found).toEqual([{ scope, record }]);
  expect(told.rows).toMatchObject([{ scope, record, values: { meal: "fish" } }]);
  expect(told.none).toEqual([]);
  expect(told.history.items.length).toBe(2);
  expect(told.history.items[0]?.pending).toBe(true);
  expect(told.undone.left).toEqual([]);
  expect(told.after.values.meal).toBeUndefined();
  expect(told.again.values.meal).toBe("fish");
  expect(told.sums).toMatchObject({ ok: true, records: 1 });
  await tablet.stop();
  await site.stop();
});

test("what is asked wrongly is answered by a code, and the store goes on", async () => {
  const site = await Site.start();
  const tablet = await Tablet.start();
  const page = await tablet.tab(site.url);
  await add(page, "Ada");
  const codes = await page.evaluate(async () => {
    const { client } = window;
    const code = (call: Promise<unknown>) =>
      call.then(
        () => "done",
        (error: { name: string; code: string }) => `${error.name} ${error.code}`,
      );
    return [
      await code(client.get("1", "nobody")),
      await code(client.get("no scope", "nobody")),
      await code(client.query({ collection: "no such collection" })),
      await code(client.undo("1", "no dot")),
      await code(client.commit({ scope: "1", edits: [{ edit: "create", collection: "x" }] })),
    ];
  });
  for (const code of codes) expect(code).toMatch(/^WedSyncError (invalid|not_found|corrupt)$/);
  await expect
    .poll(() => page.evaluate(() => window.client.live({ collection: "none" }).state.value))
    .not.toBe("live");
  expect(await names(page)).toEqual(["Ada"]);
  await tablet.stop();
  await site.stop();
});

test("two people who disagree are told on both tablets, and one decision settles it", async () => {
  const hub = await Hub.start();
  const site = await Site.start(() => hub.port);
  const tablets = [await Tablet.start(), await Tablet.start()];
  const pages: Page[] = [];
  for (const [at, tablet] of tablets.entries()) {
    const page = await tablet.tab(site.url);
    const invite = hub.invite(`Person ${at}`);
    await page.evaluate((joining) => window.client.join(joining), { invite, device: `t${at}` });
    await expect.poll(async () => (await status(page)).isInSync).toBe(true);
    pages.push(page);
  }
  const [ana, ben] = pages as [Page, Page];
  const { scope, created } = await add(ana, "Ada");
  const record = created[0] ?? "";
  await expect.poll(() => ben.evaluate(() => window.shown())).toEqual(["Ada"]);
  site.setNetwork("cut");
  await set(ana, scope, record, "meal", "fish");
  await set(ben, scope, record, "meal", "beef");
  site.setNetwork("up");
  for (const page of pages) await page.evaluate(() => window.client.retryNow());
  for (const page of pages) {
    await expect.poll(async () => (await status(page)).toDecide, { timeout: 30_000 }).toBe(1);
  }
  await ben.evaluate(async () => {
    const conflict = window.client.conflicts.value[0];
    const theirs = conflict?.siblings.find(({ value }) => value === "fish");
    if (!conflict || !theirs) throw new Error("nothing to decide");
    const { scope: inScope, record: of, field } = conflict;
    await window.client.decide(inScope, of, field, { take: theirs.dot });
  });
  for (const page of pages) {
    await expect.poll(async () => (await status(page)).toDecide).toBe(0);
    const meal = await page.evaluate(() => window.guests.rows.value[0]?.values.meal);
    expect(meal).toBe("fish");
  }
  const sums = await Promise.all(
    pages.map((page) => page.evaluate((inScope) => window.client.verify(inScope), scope)),
  );
  expect(sums[0]).toEqual(sums[1]);
  for (const tablet of tablets) await tablet.stop();
  await site.stop();
  await hub.stop();
});
