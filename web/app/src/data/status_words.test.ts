import type { Status } from "@wedsync/client";
import { expect, test } from "vitest";
import { standingOf } from "./status_words.ts";

const calm: Status = {
  store: { kind: "files", isOwner: true },
  connection: "open",
  isInSync: true,
  isReadyOffline: true,
  lastInSyncMs: 1,
  download: null,
  waiting: 0,
  sending: 0,
  waitingSinceMs: null,
  refused: 0,
  toDecide: 0,
  nextTryMs: null,
  failures: 0,
  lastReason: "",
  clockAheadMs: 0,
  isHubFull: false,
  isMediaAllowed: true,
  isFull: false,
  isErased: false,
  space: null,
};

test("all is well", () => {
  expect(standingOf(calm).kind).toBe("saved");
});

test("changes on their way are counted", () => {
  expect(standingOf({ ...calm, waiting: 6 })).toEqual({ kind: "sending", waiting: 6 });
});

test("without a network nothing is wrong, however often it was tried", () => {
  expect(standingOf({ ...calm, connection: "offline", waiting: 3 })).toEqual({
    kind: "offline",
    waiting: 3,
  });
  expect(standingOf({ ...calm, connection: "connecting", failures: 9, nextTryMs: 50 }).kind).toBe(
    "offline",
  );
});

test("changes that wait after many failures are trouble", () => {
  expect(
    standingOf({ ...calm, connection: "offline", failures: 5, waiting: 2, nextTryMs: 50 }),
  ).toEqual({ kind: "trying", waiting: 2, nextTryMs: 50 });
});

test("a full tablet comes before everything but a broken one", () => {
  expect(standingOf({ ...calm, isFull: true, connection: "offline" }).kind).toBe("full");
  expect(
    standingOf({ ...calm, isFull: true, store: { kind: "failed", code: "corrupt", reason: "" } })
      .kind,
  ).toBe("broken");
});

test("nothing says saved while the store is being opened", () => {
  expect(standingOf({ ...calm, store: { kind: "opening" } }).kind).toBe("opening");
});

test("the first fetch is shown until all is here", () => {
  const first = { ...calm, isReadyOffline: false, download: { done: 10, total: 40 } };
  expect(standingOf(first)).toEqual({ kind: "fetching", done: 10, total: 40 });
  expect(standingOf({ ...first, isReadyOffline: true }).kind).toBe("saved");
});
