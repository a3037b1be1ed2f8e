import { expect, type Page, test } from "@playwright/test";
import { Hub } from "./support/hub.ts";
import { Site } from "./support/site.ts";
import { add, status, Tablet } from "./support/tablet.ts";

/** Asks the page's service worker to send what waits, as a sync event would. */
const send = (page: Page) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.register("/background_worker.js", {
      type: "module",
    });
    await navigator.serviceWorker.ready;
    return new Promise<string>((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }: MessageEvent<string>) => resolve(data);
      registration.active?.postMessage("send", [port2]);
    });
  });

test("a service worker sends what waits after the last tab closed, and only then", async () => {
  const hub = await Hub.start();
  const site = await Site.start(() => hub.port);
  const [ana, ben] = [await Tablet.start(), await Tablet.start()];
  const join = async (tablet: Tablet, person: string) => {
    const page = await tablet.tab(site.url);
    await page.evaluate((joining) => window.client.join(joining), {
      invite: hub.invite(person),
      device: person.toLowerCase(),
    });
    await expect.poll(async () => (await status(page)).isInSync).toBe(true);
    return page;
  };
  const page = await join(ana, "Ana");
  const other = await join(ben, "Ben");
  expect(await send(page)).toBe("open");
  site.setNetwork("cut");
  await expect.poll(async () => (await status(page)).connection).not.toBe("open");
  await add(page, "Ada");
  // A page of the same origin that does not open the store stands in for the browser.
  const bare = await ana.context.newPage();
  await bare.goto(`${site.url}background_worker.js`);
  await page.close();
  site.setNetwork("up");
  await other.evaluate(() => window.client.retryNow());
  expect(await send(bare)).toBe("sent");
  await expect
    .poll(() => other.evaluate(() => window.shown()), { timeout: 20_000 })
    .toEqual(["Ada"]);
  const again = await ana.tab(site.url);
  await expect.poll(async () => (await status(again)).isInSync, { timeout: 20_000 }).toBe(true);
  expect(await again.evaluate(() => window.shown())).toEqual(["Ada"]);
  expect((await status(again)).waiting).toBe(0);
  for (const tablet of [ana, ben]) await tablet.stop();
  await site.stop();
  await hub.stop();
});
