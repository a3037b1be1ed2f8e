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

/**
 * So that there is no private file system, as in browsers that have none. With `room`, the database is full
 * at so many values: Chromium itself notices late, on some days not in a minute, that one is over a quota
 * that was lowered.
 */
async function withoutFiles(room?: () => number): Promise<void> {
  await tablet.context.route("**/client/worker.js", async (route) => {
    const answer = await route.fetch();
    const before = [
      "delete FileSystemFileHandle.prototype.createSyncAccessHandle;",
      ...(room ? [`(${fillUp})(${room()});`] : []),
    ];
    await route.fulfill({ response: answer, body: [...before, await answer.text()].join("\n") });
  });
}

/** Runs in the worker: a database that gives a transaction up, as a full one does. */
function fillUp(room: number): void {
  const stored = new Set<string>();
  const { getAllKeys, put } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.getAllKeys = function (...words) {
    const asked = getAllKeys.apply(this, words);
    asked.addEventListener("success", () => {
      for (const key of asked.result) stored.add(String(key));
    });
    return asked;
  };
  IDBObjectStore.prototype.put = function (value, key) {
    const { transaction } = this;
    const name = String(key);
    if (!stored.has(name)) {
      stored.add(name);
      transaction.addEventListener("abort", () => stored.delete(name));
    }
    if (stored.size > room) {
      const full = new DOMException("full", "QuotaExceededError");
      Object.defineProperty(transaction, "error", { value: full, configurable: true });
      queueMicrotask(() => transaction.error === full && transaction.abort());
    }
    return put.call(this, value, key);
  };
}

const kNoEnd = 1_000_000;
for (const kind of ["files", "database"] as const) {
  test(`full ${kind} refuse edits, keep what they have and go on when there is room`, async () => {
    let room = kNoEnd;
    if (kind === "database") await withoutFiles(() => room);
    const first = await tablet.tab(site.url);
    await add(first, "before");
    await first.close();
    const blank = await tablet.context.newPage();
    const session = await tablet.context.newCDPSession(blank);
    const origin = new URL(site.url).origin;
    /** Bytes of files, values of a database; none: as much as there is. */
    const limit = async (size?: { readonly quotaSize: number; readonly values: number }) => {
      if (kind === "database") room = size?.values ?? kNoEnd;
      else {
        const quota = size && { quotaSize: size.quotaSize };
        await session.send("Storage.overrideQuotaForOrigin", { origin, ...quota });
      }
    };
    await limit({ quotaSize: 200_000, values: 120 });
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
    await limit();
    if (kind === "database") await page.close();
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
