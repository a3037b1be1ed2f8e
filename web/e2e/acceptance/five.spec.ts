import type { Page } from "@playwright/test";
import type { Edit, Row } from "../../client/src/index.ts";
import { Site } from "../client/support/site.ts";
import { status, Tablet } from "../client/support/tablet.ts";
import { expect, test } from "../support/venue.ts";

const kTablets = 5;
const kEdits = 200;

/** Runs in the page: edits of any kind, of any record, as the seed has it. The names of the changes. */
async function editAtRandom({ seed, count }: { seed: number; count: number }) {
  const { client } = window;
  let state = seed;
  const below = (limit: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  const oneOf = <T>(all: readonly T[]): T => all[below(all.length)] as T;
  const fields = [
    ["guests", "phone", () => String(below(1_000_000))],
    ["guests", "meal", () => oneOf(["fish", "beef", "tart"])],
    ["guests", "checked_in", () => below(2) === 0],
    ["guests", "checked_in_at", () => 1_790_000_000_000 + below(1_000_000)],
    ["guests", "allergies", () => oneOf(["nuts", "milk", "none"])],
    ["notes", "body", () => `${oneOf(["Bus", "Band", "Cake"])} at ${below(24)}. The rest stays.`],
    ["tables", "label", () => `Table ${below(40)}`],
  ] as const;
  const change = (
    { record, values }: Row,
    field: string,
    value: () => string | number | boolean,
  ): Edit => {
    const tags = (values.tags ?? []) as readonly string[];
    const kind = below(20);
    if (kind === 0) return { edit: "delete", record };
    if (kind === 1 && tags.length > 0) {
      return { edit: "remove", record, field: "tags", element: oneOf(tags) };
    }
    if (kind < 4) return { edit: "add", record, field: "tags", element: oneOf(["a", "b", "c"]) };
    return { edit: "set", record, field, value: value() };
  };
  const dots: { scope: string; dot: string }[] = [];
  while (dots.length < count) {
    const [collection, field, value] = oneOf(fields);
    const rows = await client.query({ collection });
    const row = rows.length > 0 && below(20) > 0 ? oneOf(rows) : null;
    const edits: readonly Edit[] = row
      ? [change(row, field, value)]
      : [
          { edit: "create", collection },
          { edit: "set", record: 0, field, value: value() },
        ];
    const scope = row?.scope ?? oneOf(client.scopes.value).scope;
    const { dot } = await client.commit({ scope, edits, type: "random" });
    dots.push({ scope, dot });
  }
  return dots;
}

/** What a tablet and the hub hold of each scope, in sums that are equal where the data is. */
const sumsOf = async () => {
  const { client } = window;
  const all = client.scopes.value.map(async ({ scope }) => {
    const { ok, cells, have } = await client.verify(scope);
    return [scope, BigInt(`0x${cells}`), BigInt(`0x${have}`), ok].join(" ");
  });
  return (await Promise.all(all)).sort();
};

test(
  "24 five tablets with 200 random edits each, made apart, end the same everywhere",
  {
    tag: "@long",
  },
  async ({ hub }, info) => {
    test.setTimeout(400_000);
    const site = await Site.start(() => hub.port);
    const tablets: Tablet[] = [];
    const pages: Page[] = [];
    const onEach = <T>(run: (page: Page, at: number) => Promise<T>) => Promise.all(pages.map(run));
    const cut = (isOffline: boolean) =>
      Promise.all(tablets.map(({ context }) => context.setOffline(isOffline)));
    try {
      for (let number = 1; number <= kTablets; ++number) {
        const tablet = await Tablet.start();
        tablets.push(tablet);
        const page = await tablet.tab(site.url);
        pages.push(page);
        const invite = hub.invite(`Person ${number}`).split(/[#/]/).at(-1) ?? "";
        await page.evaluate((joining) => window.client.join(joining), {
          invite,
          device: `tablet-${number}`,
        });
        await expect
          .poll(async () => (await status(page)).isInSync, { timeout: 30_000 })
          .toBe(true);
      }
      const before = (await hub.standing()).changes_accepted;
      await cut(true);
      const dots = await onEach((page, at) =>
        page.evaluate(editAtRandom, { seed: at + 1, count: kEdits }),
      );
      const waiting = () => onEach(async (page) => (await status(page)).waiting);
      await expect.poll(waiting).toEqual(pages.map(() => kEdits));
      expect((await hub.standing()).changes_accepted).toBe(before);

      await cut(false);
      const shared = await onEach((page, at) =>
        page.evaluate(async (all) => {
          const fates = all.map(({ scope, dot }) => window.client.whenShared(scope, dot));
          return (await Promise.all(fates)).filter((fate) => fate === "shared").length;
        }, dots[at] ?? []),
      );
      expect(shared).toEqual(pages.map(() => kEdits));
      const isSame = async () => {
        const { scopes } = await hub.standing();
        const ofHub = scopes.map(({ id, cells, have }) => `${id} ${cells} ${have} true`).sort();
        return onEach(async (page) => (await page.evaluate(sumsOf)).join() === ofHub.join());
      };
      await expect.poll(isSame, { timeout: 60_000 }).toEqual(pages.map(() => true));
      const { changes_accepted, changes_refused, scopes } = await hub.standing();
      expect(changes_refused).toBe(0);
      expect(changes_accepted - before).toBe(kTablets * kEdits);
      info.annotations.push({
        type: "note",
        description: `${changes_accepted - before} changes of ${kTablets} tablets: equal sums of ${scopes.length} weddings on each and on the hub`,
      });
    } finally {
      for (const tablet of tablets) await tablet.stop();
      await site.stop();
    }
  },
);
