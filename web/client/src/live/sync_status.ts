import type { ScopeSync, SyncStatus } from "../worker/engine.ts";

/** As wedsync_sync_status() tells it. */
export interface WireSyncStatus {
  readonly phase: SyncStatus["phase"];
  readonly in_sync: boolean;
  readonly next_try_ms: number | null;
  readonly failures: number;
  readonly last_reason: string;
  readonly clock_ahead_ms: number | null;
  readonly media_allowed: boolean;
  readonly scopes: readonly {
    readonly scope: string;
    readonly phase: ScopeSync["phase"];
    readonly applied: number;
    readonly head: number;
    readonly waiting: number;
    readonly in_flight: number;
    readonly waiting_since_ms: number;
    readonly put_off: boolean;
  }[];
}

export function syncStatusOf(told: WireSyncStatus): SyncStatus {
  return {
    phase: told.phase,
    inSync: told.in_sync,
    nextTryMs: told.next_try_ms,
    failures: told.failures,
    lastReason: told.last_reason,
    clockAheadMs: told.clock_ahead_ms,
    isMediaAllowed: told.media_allowed,
    scopes: told.scopes.map((scope) => ({
      scope: scope.scope,
      phase: scope.phase,
      applied: scope.applied,
      head: scope.head,
      waiting: scope.waiting,
      inFlight: scope.in_flight,
      waitingSinceMs: scope.waiting_since_ms,
      isPutOff: scope.put_off,
    })),
  };
}
