import { expect, type Page, test } from "@playwright/test";
import { Hub } from "./support/hub.ts";
import { Site } from "./support/site.ts";
import { add, names, status, Tablet } from "./support/tablet.ts";

let hub: Hub;
let site: Site;
let tablets: Tablet[];
test.beforeEach(async () => {
  hub = await Hub.start();
  site = await Site.start(() => hub.port);
  tablets = [];
});
test.afterEach(async () => {
  for (const tablet of tablets) await tablet.stop();
  await site.stop();
  await hub.stop();
});

async function joined(person: string): Promise<Page> {
  const tablet = await Tablet.start();
  tablets.push(tablet);
  const page = await tablet.tab(site.url);
  const invite = hub.invite(person);
  const identity = await page.evaluate((joining) => window.client.join(joining), {
    invite,
    device: `tablet-${person.toLowerCase()}`,
  });
  expect(identity).toMatchObject({ hubName: "Villa Rosa", person });
  await expect.poll(async () => (await status(page)).connection).toBe("open");
  return page;
}

const inSync = (page: Page) => expect.poll(async () => (await status(page)).isInSync).toBe(true);

test("an edit of one tablet is on another within a second", async () => {
  const ana = await joined("Ana");
  const ben = await joined("Ben");
  await inSync(ana);
  await inSync(ben);
  const made = await add(ana, "Ada");
  await expect
    .poll(() => ben.evaluate(() => window.shown()), { timeout: 1_000, intervals: [25] })
    .toEqual(["Ada"]);
  const fate = await ana.evaluate(({ scope, dot }) => window.client.whenShared(scope, dot), made);
  expect(fate).toBe("shared");
  await expect.poll(async () => (await status(ana)).waiting).toBe(0);
});

test("edits made while the hub is away arrive when it is back, once each", async () => {
  const ana = await joined("Ana");
  const ben = await joined("Ben");
  await inSync(ana);
  await hub.halt();
  await expect.poll(async () => (await status(ana)).connection).not.toBe("open");
  for (const name of ["Ada", "Bea", "Cleo"]) await add(ana, name);
  expect((await status(ana)).isInSync).toBe(false);
  await expect.poll(async () => (await status(ana)).waiting).toBe(3);
  await ana.reload();
  await ana.waitForFunction(() => window.isReady);
  expect(await names(ana)).toEqual(["Ada", "Bea", "Cleo"]);
  await hub.serve();
  await ana.evaluate(() => window.client.retryNow());
  await ben.evaluate(() => window.client.retryNow());
  await expect
    .poll(() => ben.evaluate(() => window.shown()), { timeout: 30_000 })
    .toEqual(["Ada", "Bea", "Cleo"]);
  await inSync(ana);
});

test("a connection that went silent is found within 15 s", async () => {
  const ana = await joined("Ana");
  await inSync(ana);
  site.setNetwork("silent");
  await expect
    .poll(async () => (await status(ana)).connection, { timeout: 16_000 })
    .not.toBe("open");
});

test("where no WebSocket goes through, plain requests do", async () => {
  site.setNetwork("no websocket");
  const ana = await joined("Ana");
  await add(ana, "Ada");
  await inSync(ana);
  await expect.poll(async () => (await status(ana)).waiting).toBe(0);
});

test("a device that the hub lets in no more is told so", async () => {
  const ana = await joined("Ana");
  const { device } = await ana.evaluate(() => window.client.identity.value ?? { device: "" });
  hub.revoke(device);
  await expect
    .poll(async () => (await status(ana)).connection, { timeout: 30_000 })
    .toBe("refused");
  await add(ana, "still here");
  expect(await names(ana)).toEqual(["still here"]);
});

test("an invitation is good once", async () => {
  const ana = await joined("Ana");
  await ana.evaluate(() => window.client.leave());
  expect(await ana.evaluate(() => window.client.identity.value)).toBeNull();
  const code = await ana.evaluate(
    (joining) => window.client.join(joining).catch((error: { code: string }) => error.code),
    { invite: "no-such-invitation", device: "tablet" },
  );
  expect(code).toBe("bad_invite");
});
