import { beforeEach, expect, test } from "vitest";
import { type Counted, OwnUse, pauseMs, worthMs } from "./own_use.ts";

const minute = 60_000;
let nowMs = 0;
let written: Counted[] = [];
let writtenMs: number | null = null;
let isFailing = false;
let storage: Map<string, string>;

/** A page of the device; another call is another page, after a crash or beside it. */
const page = () =>
  new OwnUse({
    storage: {
      getItem: (key) => storage.get(key) ?? null,
      setItem: (key, value) => void storage.set(key, value),
      removeItem: (key) => void storage.delete(key),
    },
    nowMs: () => nowMs,
    write: async (counted) => {
      if (isFailing) throw new Error("no room");
      written.push(counted);
      writtenMs = nowMs;
    },
    writtenMs: async () => writtenMs,
  });

/** Somebody works for so long, with a touch every half minute. */
function work(use: OwnUse, ms: number): void {
  use.touch();
  for (let done = 0; done < ms; done += minute / 2) {
    nowMs += minute / 2;
    use.touch();
  }
}

beforeEach(() => {
  nowMs = Date.UTC(2027, 5, 12, 12);
  written = [];
  writtenMs = null;
  isFailing = false;
  storage = new Map();
});

test("a visit is one change with its length, its edits and what they touched", async () => {
  const use = page();
  work(use, 12 * minute);
  use.edited(["1 a", "1 b"]);
  use.edited(["1 a"]);
  await use.look();
  expect(written).toEqual([]);
  await use.leave();
  expect(written).toEqual([{ sessions: [12 * minute], edits: 2, touched: ["1 a", "1 b"] }]);
  await use.leave();
  await use.look();
  expect(written).toHaveLength(1);
});

test("a short visit is no change, goes on after a short break, and is carried over a long one", async () => {
  const use = page();
  work(use, minute / 2);
  await use.leave();
  nowMs += minute;
  work(use, minute / 2);
  await use.leave();
  expect(written).toEqual([{ sessions: [2 * minute], edits: 0, touched: [] }]);

  written = [];
  use.edited(["1 a"]);
  work(use, minute / 2);
  await use.leave();
  nowMs += pauseMs + 1;
  await use.look();
  expect(written).toEqual([]);
  work(use, minute / 2);
  await use.leave();
  expect(written).toEqual([{ sessions: [minute / 2, minute / 2], edits: 1, touched: ["1 a"] }]);
});

test("after a pause the visit was as long as it was touched", async () => {
  const use = page();
  work(use, 3 * minute);
  nowMs += pauseMs;
  await use.look();
  expect(written).toEqual([]);
  nowMs += 1;
  await use.look();
  expect(written).toEqual([{ sessions: [3 * minute], edits: 0, touched: [] }]);
});

test("a page that crashed loses nothing, and the next goes on with the visit", async () => {
  const before = page();
  work(before, 2 * minute);
  before.edited(["1 a"]);
  const after = page();
  await after.recover();
  await after.look();
  work(after, minute);
  await after.leave();
  expect(written).toEqual([{ sessions: [3 * minute], edits: 1, touched: ["1 a"] }]);
});

test("a page that ended while it wrote is counted once, whether that was written or not", async () => {
  for (const isWritten of [true, false]) {
    storage.clear();
    const counted = { sessions: [2 * minute], edits: 3, touched: ["1 a"] };
    storage.set("wedsync.use_handed", JSON.stringify({ ...counted, atMs: nowMs }));
    written = [];
    writtenMs = isWritten ? nowMs + 5 : nowMs - minute;
    const use = page();
    await use.recover();
    await use.leave();
    expect(written).toEqual(isWritten ? [] : [counted]);
    expect([...storage.keys()]).toEqual([]);
  }
});

test("what could not be written is counted later", async () => {
  const use = page();
  work(use, 2 * minute);
  isFailing = true;
  await use.leave();
  expect(written).toEqual([]);
  isFailing = false;
  work(use, minute);
  await use.leave();
  expect(written).toEqual([{ sessions: [2 * minute, minute], edits: 0, touched: [] }]);
});

test("two tabs are one visit of the tablet", async () => {
  const [one, other] = [page(), page()];
  work(one, minute);
  work(other, minute);
  await one.leave();
  await other.leave();
  expect(written).toEqual([{ sessions: [2 * minute], edits: 0, touched: [] }]);
});

test("no more is handed over than the module takes, and a broken draft is none", async () => {
  storage.set("wedsync.use", "{");
  const use = page();
  use.edited(Array.from({ length: 1_200 }, (_, at) => `1 ${at}`));
  work(use, worthMs);
  await use.leave();
  expect(written[0]?.touched).toHaveLength(1_000);
  storage.set("wedsync.use", JSON.stringify({ sessions: "many" }));
  await use.leave();
  expect(written).toHaveLength(1);
});

test("what was forgotten is not counted, and a clock set back makes no visit longer", async () => {
  const use = page();
  work(use, 2 * minute);
  use.forget();
  await use.leave();
  expect(written).toEqual([]);
  work(use, 2 * minute);
  nowMs -= 60 * minute;
  work(use, minute);
  await use.leave();
  expect(written).toEqual([{ sessions: [2 * minute, minute], edits: 0, touched: [] }]);
});

test("a browser that keeps nothing counts nothing and fails nowhere", async () => {
  const fail = () => {
    throw new Error("not allowed");
  };
  const use = new OwnUse({
    storage: { getItem: fail, setItem: fail, removeItem: fail },
    nowMs: () => nowMs,
    write: async (counted) => void written.push(counted),
    writtenMs: async () => null,
  });
  work(use, 2 * minute);
  use.edited(["1 a"]);
  await use.recover();
  await use.leave();
  use.forget();
  expect(written).toEqual([]);
});
