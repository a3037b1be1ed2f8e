import { expect, type Page, test } from "@playwright/test";
import type { Picture } from "../../client/src/index.ts";
import { freeze } from "./support/frozen.ts";
import { Hub } from "./support/hub.ts";
import { Site } from "./support/site.ts";
import { add, status, store, Tablet } from "./support/tablet.ts";

let hub: Hub;
let site: Site;
const tablets: Tablet[] = [];
test.beforeEach(async () => {
  hub = await Hub.start();
  site = await Site.start(() => hub.port);
});
test.afterEach(async () => {
  for (const tablet of tablets.splice(0)) await tablet.stop();
  await site.stop();
  await hub.stop();
});

async function start(): Promise<Tablet> {
  const tablet = await Tablet.start();
  tablets.push(tablet);
  return tablet;
}

async function join(page: Page, person: string): Promise<void> {
  await page.evaluate((joining) => window.client.join(joining), {
    invite: hub.invite(person),
    device: `tablet-${person.toLowerCase()}`,
  });
  await expect.poll(async () => (await status(page)).isInSync).toBe(true);
}

/** Bytes that begin as a JPEG does; the picture, or the code of why it was not kept. */
const put = (page: Page, seed: number, size: number) =>
  page.evaluate(
    async ([start, length]) => {
      const bytes = Uint8Array.from({ length }, (_, at) => (at * 7 + (at >> 8) + start) % 256);
      bytes.set([0xff, 0xd8, 0xff]);
      const scope = window.client.scopes.value[0]?.scope ?? window.scope;
      return window.client.putPicture(scope, new Blob([bytes])).then(
        (picture) => ({ picture, code: null }),
        (error: { code: string }) => ({ picture: null, code: error.code }),
      );
    },
    [seed, size] as const,
  );

async function kept(page: Page, seed: number, size: number): Promise<Picture> {
  const { picture, code } = await put(page, seed, size);
  if (!picture) throw new Error(`not kept: ${code}`);
  return picture;
}

/** The hash of what is had for a picture; null: it cannot be had. */
const hashOf = (page: Page, picture: Picture) =>
  page.evaluate(async (wanted) => {
    const scope = window.client.scopes.value[0]?.scope ?? window.scope;
    const bytes = await window.client.getPicture(scope, wanted);
    if (!bytes) return null;
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", await bytes.arrayBuffer()));
    return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }, picture);

const waiting = (page: Page) =>
  page.evaluate(() => window.client.pictures.value.waiting.map(({ sha256 }) => sha256));

for (const kind of ["files", "database"] as const) {
  test(`in ${kind} pictures of two tabs are one store's, also after a reload`, async () => {
    const tablet = await start();
    if (kind === "database") {
      await tablet.context.route("**/client/worker.js", async (route) => {
        const answer = await route.fetch();
        const without = "delete FileSystemFileHandle.prototype.createSyncAccessHandle;\n";
        await route.fulfill({ response: answer, body: without + (await answer.text()) });
      });
    }
    const first = await tablet.tab(site.url);
    const second = await tablet.tab(site.url);
    await add(first, "Ada");
    const one = await kept(second, 1, 100_000);
    await expect.poll(() => waiting(first)).toEqual([one.sha256]);
    await first.reload();
    await first.waitForFunction(() => window.isReady);
    for (const page of [first, second]) expect(await hashOf(page, one)).toBe(one.sha256);
    await expect.poll(() => waiting(first)).toEqual([one.sha256]);
    expect(await hashOf(first, { ...one, sha256: "0".repeat(64) })).toBeNull();
    const { code } = await first.evaluate(() =>
      window.client.putPicture(window.scope, new Blob(["<svg onload=alert(1)>"])).then(
        () => ({ code: null }),
        (error: { code: string }) => ({ code: error.code }),
      ),
    );
    expect(code).toBe("invalid");
  });
}

test("one that was kept beside a frozen tab is sent when that thaws", async () => {
  const tablet = await start();
  const first = await tablet.tab(site.url);
  await join(first, "Ana");
  const second = await tablet.tab(site.url);
  await add(first, "Ada");
  const thaw = await freeze(tablet.context, first);
  await add(second, "Bea");
  await expect.poll(() => store(second)).toEqual({ kind: "aside", waiting: 1 });
  const one = await kept(second, 1, 100_000);
  expect(await hashOf(second, one)).toBe(one.sha256);
  thaw();
  await expect.poll(() => store(second)).toEqual({ kind: "files", isOwner: false });
  await expect.poll(() => waiting(first), { timeout: 30_000 }).toEqual([]);
  const other = await (await start()).tab(site.url);
  await join(other, "Ben");
  await expect.poll(() => hashOf(other, one), { timeout: 30_000 }).toBe(one.sha256);
});

test("a hub without pictures is asked once, and gets them when it has them", async () => {
  const tablet = await start();
  let asked = 0;
  await tablet.context.route("**/media/*", (route) => {
    ++asked;
    return route.fulfill({ status: 404, contentType: "application/problem+json", body: "{}" });
  });
  const page = await tablet.tab(site.url);
  await join(page, "Ana");
  for (const seed of [1, 2, 3]) await kept(page, seed, 50_000);
  await add(page, "Ada");
  await expect.poll(() => asked).toBe(1);
  await add(page, "Bea");
  await page.waitForTimeout(1_000);
  expect(asked).toBe(1);
  expect(await waiting(page)).toHaveLength(3);
  await tablet.context.unroute("**/media/*");
  site.setNetwork("cut");
  await expect.poll(async () => (await status(page)).connection).not.toBe("open");
  site.setNetwork("up");
  await page.evaluate(() => window.client.retryNow());
  await expect.poll(() => waiting(page), { timeout: 30_000 }).toEqual([]);
});

test("a download that breaks goes on where it broke", async () => {
  const page = await (await start()).tab(site.url);
  await join(page, "Ana");
  const one = await kept(page, 1, 400_000);
  await expect.poll(() => waiting(page)).toEqual([]);
  const other = await (await start()).tab(site.url);
  await join(other, "Ben");
  site.breaks = { after: 150_000, times: 2 };
  await expect.poll(() => hashOf(other, one), { timeout: 30_000 }).toBe(one.sha256);
  const starts = site.ranges.map((range) =>
    Number(/^bytes=(\d+)-$/.exec(range ?? "bytes=0-")?.[1]),
  );
  expect(starts).toHaveLength(3);
  expect(starts[0]).toBe(0);
  expect(starts[1]).toBeGreaterThan(0);
  expect(starts[2]).toBeGreaterThan(starts[1] ?? 0);
  console.log(`400000 bytes, had from ${starts.join(", ")} on`);
});

test("who leaves a hub takes no picture along", async () => {
  const page = await (await start()).tab(site.url);
  await join(page, "Ana");
  const one = await kept(page, 1, 50_000);
  await expect.poll(() => waiting(page)).toEqual([]);
  await page.evaluate(() => window.client.leave());
  expect(await hashOf(page, one)).toBeNull();
});

test("where there is no room nothing is called kept", async () => {
  const tablet = await start();
  const first = await tablet.tab(site.url);
  await add(first, "before");
  await first.close();
  const blank = await tablet.context.newPage();
  const session = await tablet.context.newCDPSession(blank);
  const origin = new URL(site.url).origin;
  await session.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 400_000 });
  const page = await tablet.tab(site.url);
  const { code } = await put(page, 1, 1_500_000);
  expect(code).toBe("full");
  expect(await waiting(page)).toEqual([]);
  await session.send("Storage.overrideQuotaForOrigin", { origin });
  const one = await kept(page, 1, 1_500_000);
  expect(await hashOf(page, one)).toBe(one.sha256);
});
