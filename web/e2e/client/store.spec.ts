import { expect, test } from "@playwright/test";
import { Site } from "./support/site.ts";
import { add, names, refusedWith, status, store, Tablet } from "./support/tablet.ts";

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

test("edits are in files, and there after a reload", async () => {
  const page = await tablet.tab(site.url);
  await add(page, "Ada");
  await expect.poll(() => store(page)).toEqual({ kind: "files", isOwner: true });
  await page.reload();
  await page.waitForFunction(() => window.isReady);
  expect(await names(page)).toEqual(["Ada"]);
});

test("what was saved 50 ms before the page crashed is there", async () => {
  const page = await tablet.tab(site.url);
  await add(page, "Ada");
  await page.waitForTimeout(50);
  const session = await tablet.context.newCDPSession(page);
  void session.send("Page.crash").catch(() => {});
  await page.waitForEvent("crash");
  const next = await tablet.tab(site.url);
  expect(await names(next)).toEqual(["Ada"]);
});

test("what was saved is there after the browser was killed", async () => {
  const page = await tablet.tab(site.url);
  for (let count = 0; count < 20; ++count) await add(page, `Guest ${count}`);
  await tablet.kill();
  await tablet.open();
  const next = await tablet.tab(site.url);
  expect((await names(next)).length).toBe(20);
});

test("without a private file system edits are in the browser's database", async () => {
  await withoutFiles();
  const page = await tablet.tab(site.url);
  await add(page, "Ada");
  await expect.poll(() => store(page)).toEqual({ kind: "database" });
  await page.reload();
  await page.waitForFunction(() => window.isReady);
  expect(await names(page)).toEqual(["Ada"]);
  const second = await tablet.tab(site.url);
  await add(second, "Bea");
  await expect.poll(() => page.evaluate(() => window.shown())).toEqual(["Ada", "Bea"]);
});

/** So that there is no private file system, as in browsers that have none. */
async function withoutFiles(): Promise<void> {
  await tablet.context.route("**/client/worker.js", async (route) => {
    const answer = await route.fetch();
    const without = "delete FileSystemFileHandle.prototype.createSyncAccessHandle;\n";
    await route.fulfill({ response: answer, body: without + (await answer.text()) });
  });
}

for (const kind of ["files", "database"] as const) {
  // Chromium notices late that a database is over a quota that was lowered: not in a minute, on some days.
  const tag = kind === "database" ? ["@long"] : [];
  test(`full ${kind} refuse edits, keep what they have and go on when there is room`, {
    tag,
  }, async () => {
    if (kind === "database") await withoutFiles();
    const first = await tablet.tab(site.url);
    await add(first, "before");
    await first.close();
    // Chromium looks at a quota anew when nobody has the database open.
    const blank = await tablet.context.newPage();
    const session = await tablet.context.newCDPSession(blank);
    const origin = new URL(site.url).origin;
    const quotaSize = kind === "files" ? 200_000 : 500_000;
    await session.send("Storage.overrideQuotaForOrigin", { origin, quotaSize });
    const page = await tablet.tab(site.url);
    let saved = 1;
    let code = await refusedWith(page, long(saved));
    while (code === null && saved < 1_000) {
      ++saved;
      code = await refusedWith(page, long(saved));
    }
    expect(code).toBe("full");
    await expect.poll(async () => (await status(page)).isFull).toBe(true);
    const kept = await names(page);
    expect(kept).toContain("before");
    expect(kept.length).toBe(saved);
    await page.reload();
    await page.waitForFunction(() => window.isReady);
    expect((await names(page)).length).toBe(saved);
    expect(await refusedWith(page, long(saved))).toBe("full");
    await session.send("Storage.overrideQuotaForOrigin", { origin });
    if (kind === "database") {
      await page.close();
      await blank.waitForTimeout(500);
    }
    const again = kind === "database" ? await tablet.tab(site.url) : page;
    await add(again, "after");
    await expect.poll(async () => (await status(again)).isFull).toBe(false);
    expect((await names(again)).length).toBe(saved + 1);
  });
}

const long = (number: number) => `guest ${number} ${"x".repeat(30_000)}`;

test("a worker that cannot be loaded is told, and so is every call", async () => {
  await tablet.context.route("**/client/worker.js", (route) => route.fulfill({ status: 404 }));
  const page = await tablet.tab(site.url);
  await expect.poll(() => store(page)).toMatchObject({ kind: "failed", code: "store" });
  expect(await refusedWith(page, "Ada")).toBe("store");
});

test("an engine that cannot be loaded is told, and had when it is there again", async () => {
  await tablet.context.route("**/client/wedsync.wasm", (route) => route.fulfill({ status: 404 }));
  const page = await tablet.tab(site.url);
  await expect.poll(() => store(page)).toMatchObject({ kind: "failed" });
  await tablet.context.unroute("**/client/wedsync.wasm");
  await expect
    .poll(() => store(page), { timeout: 15_000 })
    .toEqual({ kind: "files", isOwner: true });
  await add(page, "Ada");
});

test("a closed client answers nothing more, and the store can be opened again", async () => {
  const page = await tablet.tab(site.url);
  await add(page, "Ada");
  await page.evaluate(() => window.client.close());
  expect(await refusedWith(page, "Bea")).toBe("closed");
  const next = await tablet.tab(site.url);
  expect(await names(next)).toEqual(["Ada"]);
});

test("a copy of everything is one SQLite file", async () => {
  const page = await tablet.tab(site.url);
  await add(page, "Ada Lovelace");
  const head = await page.evaluate(async () => {
    const bytes = await (await window.client.exportStore()).arrayBuffer();
    return new TextDecoder().decode(bytes.slice(0, 15));
  });
  expect(head).toBe("SQLite format 3");
});
