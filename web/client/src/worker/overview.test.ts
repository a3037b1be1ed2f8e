import { expect, test } from "vitest";
import type { Overview } from "../methods.ts";
import type { Engine, ScopeCounts, ScopeSync, SyncStatus } from "./engine.ts";
import {
  changes,
  kNoPictures,
  kNothingYet,
  read,
  type Surroundings,
  statusOf,
} from "./overview.ts";

const around: Surroundings = {
  store: { kind: "files", isOwner: true },
  pendingBefore: 0,
  isJoined: true,
  isRefused: false,
  isFull: false,
  isErased: false,
  followsViolations: false,
  space: null,
  lastInSyncMs: null,
  wallMs: 1_000_000,
  monotonicMs: 500,
};
const counts = (scope: string, pending = 0): ScopeCounts => ({
  scope,
  name: scope,
  pending,
  refused: 1,
  conflicts: 2,
});
const scopeSync = (changed: Partial<ScopeSync> = {}): ScopeSync => ({
  scope: "1",
  phase: "live",
  applied: 10,
  head: 10,
  waiting: 0,
  inFlight: 0,
  waitingSinceMs: 0,
  isPutOff: false,
  ...changed,
});
const sync = (changed: Partial<SyncStatus> = {}): SyncStatus => ({
  phase: "open",
  inSync: false,
  nextTryMs: null,
  failures: 0,
  lastReason: "",
  clockAheadMs: null,
  isMediaAllowed: false,
  scopes: [],
  ...changed,
});

test.each([
  [{ isJoined: false }, null, "none"],
  [{}, "open", "open"],
  [{}, "greeting", "connecting"],
  [{}, "waiting", "offline"],
  [{}, "paused", "offline"],
  [{ isRefused: true }, "waiting", "refused"],
] as const)("of %o and phase %s the connection is %s", (changed, phase, connection) => {
  const told = statusOf(phase && sync({ phase }), [], { ...around, ...changed });
  expect(told.connection).toBe(connection);
});

test("sums up what waits, and since when", () => {
  const told = statusOf(
    sync({
      nextTryMs: 2_500,
      scopes: [
        scopeSync({ waiting: 3, inFlight: 2, waitingSinceMs: 900 }),
        scopeSync({ waiting: 1, waitingSinceMs: 700, applied: 5, head: 30, isPutOff: true }),
        scopeSync(),
      ],
    }),
    [counts("1"), counts("2")],
    around,
  );
  expect(told).toMatchObject({
    waiting: 4,
    sending: 2,
    waitingSinceMs: 700,
    refused: 2,
    toDecide: 4,
    download: { done: 25, total: 50 },
    isHubFull: true,
    nextTryMs: 1_002_000,
  });
});

test("counts what waits by the store where there is no hub", () => {
  const told = statusOf(null, [counts("1", 4), counts("2", 1)], { ...around, isJoined: false });
  expect(told).toMatchObject({ waiting: 5, sending: 0, waitingSinceMs: null, isInSync: false });
});

test("aside, only what was made there counts as kept aside", () => {
  const aside = { ...around, store: { kind: "aside", waiting: 0 } as const, pendingBefore: 3 };
  expect(statusOf(null, [counts("1", 5)], aside).store).toEqual({ kind: "aside", waiting: 2 });
});

test("is ready for no network when all was here once, and nothing is fetched anew", () => {
  const ready: Surroundings = { ...around, lastInSyncMs: 5 };
  const told = (phase: ScopeSync["phase"], surroundings = ready) =>
    statusOf(sync({ scopes: [scopeSync({ phase })] }), [counts("1")], surroundings).isReadyOffline;
  expect(told("idle")).toBe(true);
  expect(told("snapshot")).toBe(false);
  expect(told("idle", around)).toBe(false);
  expect(statusOf(sync(), [], ready).isReadyOffline).toBe(false);
});

test("asks what breaks the rules only where somebody follows it", () => {
  let asked = 0;
  const engine = {
    scopes: () => [],
    syncStatus: () => sync(),
    presence: () => [],
    claims: () => [],
    violations: () => {
      asked++;
      return [];
    },
  } as unknown as Engine;
  expect(read(engine, around, null).violations).toBe(null);
  expect(asked).toBe(0);
  expect(read(engine, { ...around, followsViolations: true }, null).violations).toEqual([]);
  expect(asked).toBe(1);
});

test("tells the members that changed, all of them at first", () => {
  const before: Overview = {
    status: kNothingYet,
    identity: null,
    scopes: [],
    conflicts: [],
    violations: null,
    outbox: [],
    refused: [],
    present: [],
    claims: [],
    pictures: kNoPictures,
  };
  const first = changes({}, before);
  const { outbox: _, ...others } = before;
  expect(first.changed).toEqual({ ...others, outboxText: "[]" });
  expect(changes(first.told, structuredClone(before)).changed).toEqual({});
  const scopes = [{ scope: "1", name: "Lena and Tom" }];
  const second = changes(first.told, { ...before, scopes });
  expect(second.changed).toEqual({ scopes });
  expect(changes(second.told, before).changed).toEqual({ scopes: [] });
});
