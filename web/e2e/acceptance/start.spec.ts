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

test("5 asks nobody but its hub", async ({ hub, joined }) => {
  const { tablet, page } = await joined("Ana");
  for (const name of ["Timeline", "Guests", "Today"]) {
    await page.getByRole("link", { name, exact: true }).first().click();
  }
  const foreign = tablet.requests.filter(
    (url) => !/^(blob:|data:)/.test(url) && !url.startsWith(hub.url),
  );
  expect(foreign).toEqual([]);
});
