import { expect, test } from "vitest";
import type { DuePicture } from "../../api.ts";
import type { MediaAnswer, MediaHub } from "./hub_media.ts";
import { PictureSender } from "./sender.ts";

const kPieceMax = 256 * 1024;

/** A hub that keeps bytes as a real one does, and breaks off where a test says. */
class FakeHub implements MediaHub {
  readonly kept = new Map<string, Uint8Array>();
  readonly whole = new Set<string>();
  /** Where pieces began, and how long they were. */
  readonly pieces: [number, number][] = [];
  /** The link is cut once so many bytes of a picture have arrived. */
  cutAt: number | null = null;
  answers: MediaAnswer[] = [];
  msPerPiece: (bytes: number) => number = () => 1;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async held(_: string, sha256: string): Promise<MediaAnswer> {
    return this.answers.shift() ?? this.#state(sha256);
  }

  async send(
    _: string,
    sha256: string,
    size: number,
    at: number,
    piece: Blob,
  ): Promise<MediaAnswer> {
    const before = this.kept.get(sha256) ?? new Uint8Array();
    if (at !== before.length) return this.#state(sha256);
    const scripted = this.answers.shift();
    if (scripted) return scripted;
    this.pieces.push([at, piece.size]);
    this.#clock.ms += this.msPerPiece(piece.size);
    const arrived = new Uint8Array(await piece.arrayBuffer());
    const isCut = this.cutAt !== null && at + arrived.length > this.cutAt;
    const taken = isCut ? arrived.slice(0, (this.cutAt ?? 0) - at) : arrived;
    const after = new Uint8Array(before.length + taken.length);
    after.set(before);
    after.set(taken, before.length);
    this.kept.set(sha256, after);
    if (isCut) {
      this.cutAt = null;
      return { is: "later", afterMs: 0 };
    }
    if (after.length === size) this.whole.add(sha256);
    return this.#state(sha256);
  }

  get = async () => null;

  #state(sha256: string): MediaAnswer {
    return held(this.kept.get(sha256)?.length ?? 0, this.whole.has(sha256));
  }
}

const held = (offset: number, isComplete = false): MediaAnswer => ({
  is: "held",
  offset,
  isComplete,
  pieceMax: kPieceMax,
  pictureMax: 2 * 1024 * 1024,
});

class Clock {
  ms = 1_000;
  readonly timers: { due: number; run: () => void }[] = [];

  /** The next timer's time has come. */
  async advance(): Promise<number> {
    const timer = this.timers.shift();
    if (!timer) return 0;
    const waited = timer.due - this.ms;
    this.ms = Math.max(this.ms, timer.due);
    timer.run();
    await settled();
    return waited;
  }
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; ++turn) await new Promise((resolve) => setTimeout(resolve));
}

/** Of large arrays, faster than by equality of each element. */
function same(left: Uint8Array | undefined, right: Uint8Array | undefined): boolean {
  return (
    left?.length === right?.length && (left?.every((byte, at) => byte === right?.[at]) ?? false)
  );
}

function bytesOf(size: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: size }, (_, at) => (at * 31 + (at >> 8)) % 256);
}

/** A sender with pictures of these sizes due, named "0", "1" and so on. */
function sending(...sizes: number[]) {
  const clock = new Clock();
  const hub = new FakeHub(clock);
  const contents = sizes.map((size) => bytesOf(size));
  const due: DuePicture[] = sizes.map((size, at) => ({ scope: "7", sha256: String(at), size }));
  const world = { isAllowed: true };
  const sender = new PictureSender({
    hub: () => (world.isAllowed ? hub : null),
    due: () => due,
    read: async ({ sha256 }) => {
      const content = contents[Number(sha256)];
      return content ? new Blob([content]) : null;
    },
    sent: async (one) => void due.splice(due.indexOf(one), 1),
    now: () => clock.ms,
    after: (ms, run) => {
      const timer = { due: clock.ms + ms, run };
      clock.timers.push(timer);
      return () => clock.timers.splice(clock.timers.indexOf(timer), 1);
    },
    changed: () => {},
  });
  const go = async () => {
    sender.wake();
    await settled();
  };
  return { sender, hub, clock, due, world, contents, go };
}

test("sends one picture after the other, in pieces that grow with the link", async () => {
  const { hub, due, contents, go } = sending(400_000, 10);
  await go();
  expect(due).toEqual([]);
  expect(same(hub.kept.get("0"), contents[0])).toBe(true);
  expect(same(hub.kept.get("1"), contents[1])).toBe(true);
  expect(hub.pieces).toEqual([
    [0, 32_768],
    [32_768, kPieceMax],
    [294_912, 105_088],
    [0, 10],
  ]);
});

test("goes on at whatever byte the link was cut", async () => {
  const size = 64;
  for (let cut = 0; cut < size; ++cut) {
    const { hub, clock, due, contents, go } = sending(size);
    hub.cutAt = cut;
    await go();
    expect(due).toHaveLength(1);
    await clock.advance();
    expect(due).toHaveLength(0);
    expect(same(hub.kept.get("0"), contents[0])).toBe(true);
    expect(hub.pieces).toEqual([
      [0, size],
      [cut, size - cut],
    ]);
  }
}, 60_000);

test("goes where the hub says, forwards and back", async () => {
  const { hub, due, contents, go } = sending(100_000);
  hub.kept.set("0", contents[0]?.slice(0, 70_000) ?? new Uint8Array());
  // Told wrongly at first: the hub answers with its own offset.
  hub.answers = [held(0)];
  await go();
  expect(due).toEqual([]);
  expect(hub.pieces[0]?.[0]).toBe(70_000);
  expect(same(hub.kept.get("0"), contents[0])).toBe(true);
});

test("what the hub has already is not sent again", async () => {
  const { hub, due, contents, go } = sending(5_000);
  hub.kept.set("0", contents[0] ?? new Uint8Array());
  hub.whole.add("0");
  await go();
  expect(due).toEqual([]);
  expect(hub.pieces).toEqual([]);
});

test("a hub that never moves is left alone for a while", async () => {
  const { hub, due, clock, go } = sending(5_000);
  hub.answers = [held(0), held(0), held(0), held(0), held(0)];
  await go();
  expect(due).toHaveLength(1);
  expect(hub.pieces).toEqual([]);
  expect(clock.timers).toHaveLength(1);
});

test("a hub without pictures keeps them here, without a try in vain each time", async () => {
  const { sender, hub, due, clock, go } = sending(5_000, 6_000);
  hub.answers = [{ is: "absent" }];
  await go();
  expect(due).toHaveLength(2);
  expect(clock.timers).toHaveLength(0);
  await go();
  expect(hub.pieces).toEqual([]);
  // The hub of the next connection may be a newer one.
  sender.renew();
  await go();
  expect(due).toEqual([]);
});

test("one that is refused, or too large, or gone keeps no other from going", async () => {
  const { hub, due, contents, go } = sending(5_000, 3_000_000, 7_000, 8_000);
  hub.answers = [{ is: "refused" }];
  contents.splice(2, 1, undefined as never);
  await go();
  expect(due.map(({ sha256 }) => sha256)).toEqual(["0", "1", "2"]);
  expect(hub.whole).toEqual(new Set(["3"]));
});

test("backs off more with each failure, and no longer than the hub asks for", async () => {
  const { hub, clock, due, go } = sending(5_000);
  hub.answers = Array.from({ length: 4 }, () => ({ is: "later", afterMs: 0 }) as const);
  hub.answers.push({ is: "later", afterMs: 60_000 });
  await go();
  const waits = [];
  for (let tries = 0; tries < 5; ++tries) waits.push(await clock.advance());
  expect(waits).toEqual([2_000, 4_000, 8_000, 16_000, 60_000]);
  expect(due).toEqual([]);
});

test("a scope without room keeps no other scope waiting", async () => {
  const { hub, due, go } = sending(5_000, 6_000, 7_000);
  due.splice(1, 1, { scope: "8", sha256: "1", size: 6_000 });
  hub.answers = [held(0), { is: "later", afterMs: 3_600_000 }];
  await go();
  expect(due.map(({ sha256 }) => sha256)).toEqual(["0", "2"]);
});

test("stops between two pieces as soon as something else has to go", async () => {
  const { hub, due, world, go } = sending(400_000);
  hub.msPerPiece = () => {
    world.isAllowed = false;
    return 1;
  };
  await go();
  expect(hub.pieces).toHaveLength(1);
  expect(due).toHaveLength(1);
  await go();
  expect(hub.pieces).toHaveLength(1);
  world.isAllowed = true;
  hub.msPerPiece = () => 1;
  await go();
  expect(due).toEqual([]);
  expect(hub.pieces[1]?.[0]).toBe(32_768);
});

test("a link that turns out slow is tried with one piece now and then", async () => {
  const { sender, hub, clock, due, go } = sending(200_000);
  hub.msPerPiece = (bytes) => bytes / 20;
  await go();
  expect(hub.pieces).toEqual([[0, 32_768]]);
  expect(sender.isSlow).toBe(true);
  expect(await clock.advance()).toBeCloseTo(60_000);
  expect(hub.pieces).toHaveLength(2);
  hub.msPerPiece = () => 10;
  expect(await clock.advance()).toBeCloseTo(120_000);
  expect(due).toEqual([]);
  expect(sender.isSlow).toBe(false);
});

test("tells how far it is", async () => {
  const { sender, hub, go } = sending(100_000);
  const seen: unknown[] = [];
  hub.msPerPiece = () => {
    seen.push(sender.sending);
    return 1;
  };
  await go();
  expect(seen[0]).toEqual({ sha256: "0", sent: 0, size: 100_000 });
  expect(seen[1]).toEqual({ sha256: "0", sent: 32_768, size: 100_000 });
  expect(sender.sending).toBeNull();
});

test("once stopped it sends nothing", async () => {
  const { sender, hub, go } = sending(5_000);
  sender.stop();
  await go();
  expect(hub.pieces).toEqual([]);
});
