import { everyScreen, firstWedding, visit } from "../support/screens.ts";
import { Tablet } from "../support/tablet.ts";
import { expect, test } from "../support/venue.ts";

test("1 says that it is ready offline only when it is", async ({ joined }) => {
  const { page } = await joined("Ana");
  const kept = await page.evaluate(async () => {
    const names = await caches.keys();
    const all = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return all.flat().map((request) => new URL(request.url).pathname);
  });
  expect(await page.evaluate(() => navigator.serviceWorker.controller?.state)).toBe("activated");
  expect(kept.some((path) => path.endsWith("/index.html") || path === "/")).toBe(true);
  expect(kept.some((path) => path.endsWith(".wasm"))).toBe(true);
});

test("2 3 opens with everything while the hub is gone, cut off or not", async ({ hub, joined }) => {
  const { tablet, page } = await joined("Ana");
  const title = (await page.getByRole("heading", { level: 1 }).textContent()) ?? "";
  await hub.stop("SIGKILL");
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
  await tablet.context.setOffline(true);
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
});

test("5 asks nobody but its hub, whatever screen is opened", async ({ hub, joined }) => {
  const { tablet, page } = await joined("Ana");
  const sockets: string[] = [];
  page.on("websocket", (socket) => sockets.push(socket.url()));
  await page.reload();
  for (const { path } of await everyScreen(page)) await visit(page, path);
  const { host } = new URL(hub.url);
  const asked = [...tablet.requests, ...sockets].filter((url) => !/^(blob|data):/.test(url));
  expect(sockets.length).toBeGreaterThan(0);
  expect(asked.filter((url) => new URL(url).host !== host)).toEqual([]);

  // And a browser would not let it: nothing in a page but the engine's own code is ever run.
  for (const path of ["/", "/e/1/guests", "/sw.js"]) {
    const policy = (await page.request.get(hub.url + path)).headers()["content-security-policy"];
    expect(policy).toContain("default-src 'none'");
    expect(policy?.match(/'[a-z-]*unsafe-[a-z-]*'/g)).toEqual(["'wasm-unsafe-eval'"]);
    const sources = policy?.match(/\s(https?:|wss?:|\*|[\w-]+\.\w)\S*/g);
    expect(sources).toBeNull();
  }
});

test("6 opens the address of a guest with no network at all", async ({ hub, joined }) => {
  const { tablet, page } = await joined("Ana");
  await visit(page, `${await firstWedding(page)}/guests`);
  const guest = page.locator(".guest-list a").first();
  const name = (await guest.locator("bdi").first().textContent()) ?? "";
  const address = (await guest.getAttribute("href")) ?? "";
  await hub.stop("SIGKILL");
  await tablet.sleep();
  await tablet.wake();
  await tablet.context.setOffline(true);
  const opened = await tablet.page();
  await opened.goto(hub.url + address);
  await expect(opened.getByRole("heading", { level: 1 })).toHaveText(name);
});

test("7 loads 45 kB of scripts for the first screen, and the engine after the first paint", async ({
  hub,
}) => {
  const tablet = await Tablet.open();
  const page = await tablet.page();
  const startedAt = new Map<string, number>();
  tablet.context.on("requestfinished", (request) => {
    startedAt.set(request.url(), request.timing().startTime);
  });
  await page.goto(hub.url);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  const engine = () => [...startedAt.keys()].find((url) => url.endsWith(".wasm"));
  await expect.poll(engine).toBeDefined();
  const { paintedAt, bytes } = await page.evaluate(() => {
    const [paint] = performance.getEntriesByName("first-paint");
    const scripts = performance
      .getEntriesByType("resource")
      .filter(({ name }) => /(?<!\/worker-[^/]*)\.js$/.test(name)) as PerformanceResourceTiming[];
    const sum = scripts.reduce((all, each) => all + each.encodedBodySize, 0);
    return { paintedAt: performance.timeOrigin + (paint?.startTime ?? 0), bytes: sum };
  });
  expect(startedAt.get(engine() ?? "")).toBeGreaterThan(paintedAt);
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThanOrEqual(45_000);
  await tablet.remove();
});
