import { expect, test } from "vitest";
import type { Picture } from "../../api.ts";
import { PictureFetcher } from "./fetcher.ts";
import type { Arrived, MediaHub } from "./hub_media.ts";
import { sha256Of } from "./kind.ts";

const whole = new Blob([new Uint8Array(1_000).map((_, at) => at)]);
const picture = async (): Promise<Picture> => ({ sha256: await sha256Of(whole), size: whole.size });

/** A hub of which so many bytes come each time; null: nothing comes. */
class BreakingHub implements MediaHub {
  readonly asked: number[] = [];
  readonly comes: (number | null)[];
  takesRange = true;
  bytes = whole;

  constructor(...comes: (number | null)[]) {
    this.comes = comes;
  }

  held = () => Promise.reject(new Error("not asked"));
  send = () => Promise.reject(new Error("not asked"));

  async get(_: string, __: string, at: number, size: number): Promise<Arrived | null> {
    this.asked.push(at);
    const count = this.comes.shift();
    if (count === null || count === undefined) return null;
    const from = this.takesRange ? at : 0;
    return { from, bytes: this.bytes.slice(from, Math.min(from + count, size)) };
  }
}

test("goes on where it broke off, and asks for nothing twice", async () => {
  const hub = new BreakingHub(300, 200, 1_000);
  const got = await new PictureFetcher().get(() => hub, "7", await picture());
  expect(hub.asked).toEqual([0, 300, 500]);
  expect(got && (await sha256Of(got))).toBe((await picture()).sha256);
});

test("the next asking goes on where the last one gave up", async () => {
  const fetcher = new PictureFetcher();
  const hub = new BreakingHub(100, null, 100, 100, 100, 1_000);
  const ask = async () => fetcher.get(() => hub, "7", await picture());
  expect(await ask()).toBeNull();
  expect(await ask()).toBeNull();
  expect(hub.asked).toEqual([0, 100, 100, 200, 300]);
  expect((await ask())?.size).toBe(1_000);
  expect(hub.asked.at(-1)).toBe(400);
});

test("nothing is asked where pictures may not come any more", async () => {
  const hub = new BreakingHub(100, 1_000);
  let isAllowed = true;
  const fetcher = new PictureFetcher();
  const now = () => {
    if (!isAllowed) return null;
    isAllowed = false;
    return hub;
  };
  expect(await fetcher.get(now, "7", await picture())).toBeNull();
  expect(hub.asked).toEqual([0]);
});

test("a hub that knows no ranges is read from the beginning", async () => {
  const hub = new BreakingHub(300, 1_000);
  hub.takesRange = false;
  const got = await new PictureFetcher().get(() => hub, "7", await picture());
  expect(hub.asked).toEqual([0, 300]);
  expect(got && (await sha256Of(got))).toBe((await picture()).sha256);
});

test("bytes that are not those of the name are dropped, and had anew", async () => {
  const fetcher = new PictureFetcher();
  const hub = new BreakingHub(1_000, 1_000);
  hub.bytes = new Blob([new Uint8Array(1_000)]);
  expect(await fetcher.get(() => hub, "7", await picture())).toBeNull();
  hub.bytes = whole;
  expect((await fetcher.get(() => hub, "7", await picture()))?.size).toBe(1_000);
  expect(hub.asked).toEqual([0, 0]);
});

test("keeps a part of a few only", async () => {
  const fetcher = new PictureFetcher();
  const hub = new BreakingHub();
  const { size } = await picture();
  const ask = (sha256: string) => {
    hub.comes.splice(0, hub.comes.length, 100, null);
    return fetcher.get(() => hub, "7", { sha256, size });
  };
  for (const name of ["a", "b", "c", "d", "e"]) await ask(name);
  hub.asked.length = 0;
  await ask("e");
  await ask("a");
  expect(hub.asked[0]).toBe(100);
  expect(hub.asked[2]).toBe(0);
  fetcher.clear();
  hub.asked.length = 0;
  await ask("e");
  expect(hub.asked[0]).toBe(0);
});
