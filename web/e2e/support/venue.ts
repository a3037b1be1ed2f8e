import { test as base, expect, type Page } from "@playwright/test";
import { Hub, type Venue } from "./hub.ts";
import { Tablet, type TabletOptions } from "./tablet.ts";

export { expect };

/** A hub of this test's own, and tablets that joined it. */
export interface VenueFixtures {
  readonly venue: Venue;
  readonly hub: Hub;
  /** A tablet of that person, joined and ready for work without a network; its page is at Today. */
  readonly joined: (
    person: string,
    options?: TabletOptions,
  ) => Promise<{ tablet: Tablet; page: Page }>;
}

export const test = base.extend<VenueFixtures>({
  venue: ["demo", { option: true }],
  hub: async ({ venue }, use) => {
    const hub = await Hub.start(venue);
    await use(hub);
    await hub.remove();
  },
  joined: async ({ hub }, use) => {
    const tablets: Tablet[] = [];
    await use(async (person, options) => {
      const tablet = await Tablet.open(options);
      tablets.push(tablet);
      const page = await tablet.page();
      await join(page, hub.invite(person), `${person}'s tablet`);
      return { tablet, page };
    });
    for (const tablet of tablets) await tablet.remove();
  },
});

/** Joins by a link, as a person does: opens it, names the tablet, waits until it is ready. */
export async function join(page: Page, link: string, device: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel("Name of this tablet").fill(device);
  await page.getByRole("button", { name: "Join" }).click();
  await expect(page.getByRole("heading", { name: "Ready offline" })).toBeVisible({
    timeout: 30_000,
  });
  await page.getByRole("link", { name: "Start" }).click();
  await expect(page.getByRole("heading", { name: /wedding/ })).toBeVisible();
}
