import type { Pictures, Status, StoreState } from "../api.ts";
import type { Changed, Overview } from "../methods.ts";
import type { Engine, ScopeCounts, SyncStatus } from "./engine.ts";

/** What is known beside the engine. */
export interface Surroundings {
  readonly store: StoreState;
  /** Own changes that waited when the store was opened. */
  readonly pendingBefore: number;
  readonly isJoined: boolean;
  readonly isRefused: boolean;
  readonly isFull: boolean;
  readonly isErased: boolean;
  readonly followsViolations: boolean;
  readonly space: Status["space"];
  readonly lastInSyncMs: number | null;
  readonly wallMs: number;
  readonly monotonicMs: number;
}

export const kNothingYet: Status = {
  store: { kind: "opening" },
  connection: "none",
  isInSync: false,
  isReadyOffline: false,
  lastInSyncMs: null,
  download: null,
  waiting: 0,
  sending: 0,
  waitingSinceMs: null,
  refused: 0,
  toDecide: 0,
  nextTryMs: null,
  failures: 0,
  lastReason: "",
  clockAheadMs: null,
  isHubFull: false,
  isMediaAllowed: false,
  isErased: false,
  isFull: false,
  space: null,
};

export const kNoPictures: Pictures = { waiting: [], sending: null, isHeldBack: false };

export function statusOf(
  sync: SyncStatus | null,
  scopes: readonly ScopeCounts[],
  around: Surroundings,
): Status {
  const sum = (pick: (scope: ScopeCounts) => number) =>
    scopes.reduce((total, scope) => total + pick(scope), 0);
  const waitingScopes = sync?.scopes.filter((scope) => scope.waitingSinceMs > 0) ?? [];
  const pending = sum((scope) => scope.pending);
  return {
    ...kNothingYet,
    store:
      around.store.kind === "aside"
        ? { kind: "aside", waiting: Math.max(0, pending - around.pendingBefore) }
        : around.store,
    connection: connectionOf(sync, around),
    isInSync: sync?.inSync ?? false,
    isReadyOffline: around.lastInSyncMs !== null && isWhole(sync, scopes),
    lastInSyncMs: around.lastInSyncMs,
    download: downloadOf(sync),
    waiting: sync ? sync.scopes.reduce((total, scope) => total + scope.waiting, 0) : pending,
    sending: sync?.scopes.reduce((total, scope) => total + scope.inFlight, 0) ?? 0,
    waitingSinceMs:
      waitingScopes.length === 0
        ? null
        : Math.min(...waitingScopes.map((scope) => scope.waitingSinceMs)),
    refused: sum(({ refused }) => refused),
    toDecide: sum(({ conflicts }) => conflicts),
    nextTryMs:
      sync?.nextTryMs == null ? null : around.wallMs + (sync.nextTryMs - around.monotonicMs),
    failures: sync?.failures ?? 0,
    lastReason: sync?.lastReason ?? "",
    clockAheadMs: sync?.clockAheadMs ?? null,
    isHubFull: sync?.scopes.some((scope) => scope.isPutOff) ?? false,
    isMediaAllowed: sync?.isMediaAllowed ?? false,
    isErased: around.isErased,
    isFull: around.isFull,
    space: around.space,
  };
}

function connectionOf(sync: SyncStatus | null, around: Surroundings): Status["connection"] {
  if (!around.isJoined) return "none";
  if (around.isRefused) return "refused";
  switch (sync?.phase) {
    case "open":
      return "open";
    case "connecting":
    case "greeting":
      return "connecting";
    default:
      return "offline";
  }
}

/** Everything was here at some time, and nothing is being fetched from the beginning. */
function isWhole(sync: SyncStatus | null, scopes: readonly ScopeCounts[]): boolean {
  if (scopes.length === 0) return false;
  return (sync?.scopes ?? []).every(({ phase }) => phase !== "snapshot" && phase !== "denied");
}

function downloadOf(sync: SyncStatus | null): Status["download"] {
  const known = (sync?.scopes ?? []).filter(({ head }) => head > 0);
  if (known.length === 0) return null;
  const total = known.reduce((sum, { head }) => sum + head, 0);
  return { done: known.reduce((sum, one) => sum + Math.min(one.applied, one.head), 0), total };
}

/** Reads everything there is to show, but for what the surroundings tell. */
export function read(
  engine: Engine,
  around: Surroundings,
  before: Overview | null,
): Pick<
  Overview,
  "status" | "scopes" | "conflicts" | "violations" | "outbox" | "refused" | "present" | "claims"
> {
  const scopes = engine.scopes();
  const sync = around.isJoined && around.store.kind !== "aside" ? engine.syncStatus() : null;
  const status = statusOf(sync, scopes, around);
  const each = <T>(
    isWorth: (scope: ScopeCounts) => boolean,
    list: (scope: string) => readonly T[],
  ) => scopes.flatMap((scope) => (isWorth(scope) ? list(scope.scope) : []));
  return {
    status,
    scopes: scopes.map(({ scope, name }) => ({ scope, name })),
    conflicts: each(
      ({ conflicts }) => conflicts > 0,
      (scope) => engine.conflicts(scope),
    ),
    violations: around.followsViolations ? engine.violations() : null,
    // What the hub has and did not send back yet is in it too, for a moment.
    outbox: each(
      ({ pending }) => pending > 0 || (before?.outbox.length ?? 0) > 0,
      (scope) => engine.outbox(scope),
    ),
    refused: each(
      ({ refused }) => refused > 0,
      (scope) => engine.refused(scope),
    ),
    // Told by a hub only.
    present: sync ? engine.presence() : [],
    claims: sync ? engine.claims() : [],
  };
}

/** What was told last, each member as text: so what is large is written down once. */
export type Told = Readonly<Partial<Record<keyof Overview, string>>>;

/** The members that are not as they were told, and what is told now. */
export function changes(
  before: Told,
  now: Overview,
): { readonly changed: Changed; readonly told: Told } {
  const { outbox, ...others } = now;
  const told: { -readonly [Name in keyof Overview]?: string } = { outbox: JSON.stringify(outbox) };
  const changed: Record<string, unknown> = {};
  if (told.outbox !== before.outbox) changed.outboxText = told.outbox;
  for (const name of Object.keys(others) as (keyof typeof others)[]) {
    told[name] = JSON.stringify(others[name]);
    if (told[name] !== before[name]) changed[name] = others[name];
  }
  return { changed, told };
}
