import type { Status, StoreState } from "@wedsync/client";

/** How the made-up world stands when it begins. */
export interface FakeOptions {
  readonly nowMs: number;
  /** No hub joined yet. */
  readonly isFresh?: boolean;
  /** Joined, and nothing in it. */
  readonly isEmpty?: boolean;
  readonly isOffline?: boolean;
  readonly isFull?: boolean;
  readonly store?: "memory" | "failed" | "aside";
  readonly guestsEach?: number;
  /** Names and texts that break careless pages. */
  readonly isNaughty?: boolean;
  /** How long a change takes to the team, in ms. */
  readonly shareMs?: number;
}

/** Where the edits are kept, in the words of the client. */
function storeOf({ store }: FakeOptions): StoreState {
  switch (store) {
    case "memory":
      return { kind: "memory" };
    case "failed":
      return { kind: "failed", code: "corrupt", reason: "made up" };
    case "aside":
      return { kind: "aside", waiting: 2 };
    default:
      return { kind: "files", isOwner: true };
  }
}

/** How things stand before anything happens. */
export const firstStatus = (options: FakeOptions): Status => ({
  store: storeOf(options),
  connection: options.isFresh ? "none" : options.isOffline ? "offline" : "open",
  isInSync: !options.isOffline,
  isReadyOffline: !options.isFresh,
  lastInSyncMs: options.isFresh ? null : options.nowMs - 14 * 60_000,
  download: null,
  waiting: 0,
  sending: 0,
  waitingSinceMs: null,
  refused: 0,
  toDecide: 0,
  nextTryMs: options.isOffline ? options.nowMs + 20_000 : null,
  failures: options.isOffline ? 3 : 0,
  lastReason: "",
  clockAheadMs: 0,
  isErased: false,
  isHubFull: false,
  isMediaAllowed: !options.isOffline,
  isFull: options.isFull ?? false,
  space: { used: 41_000_000, quota: 2_000_000_000, isPersistent: false },
});
