import type {
  Choice,
  Claim,
  ClaimOn,
  ClaimOptions,
  Committed,
  Conflict,
  Decides,
  Decisions,
  Forecast,
  Happening,
  History,
  OutboxEntry,
  Present,
  RefusedEntry,
  Suggestion,
  Undone,
  Violation,
} from "../api.ts";
import type { WireRow, WireStep } from "../live/wire.ts";
import type { ModuleAction, ModuleQuestion } from "../modules.ts";
import type {
  Dot,
  Draft,
  Edit,
  FieldName,
  OpenedRecord,
  Query,
  RecordId,
  ScopeId,
} from "../values.ts";
import type { Files } from "./files/files.ts";

/** Who edits here. */
export interface Author {
  readonly person: string;
  readonly device: string;
  readonly role: string;
}

/** A draft with the name under which it is done once, however often it is handed in. */
export interface KeyedDraft extends Draft {
  readonly key?: string;
}

export interface ScopeCounts {
  readonly scope: ScopeId;
  readonly name: string;
  readonly pending: number;
  readonly refused: number;
  readonly conflicts: number;
}

export interface SyncStatus {
  readonly phase: "waiting" | "connecting" | "greeting" | "open" | "paused" | "failed";
  readonly inSync: boolean;
  /** Of performance.now(). */
  readonly nextTryMs: number | null;
  readonly failures: number;
  readonly lastReason: string;
  readonly clockAheadMs: number | null;
  readonly isMediaAllowed: boolean;
  readonly scopes: readonly ScopeSync[];
}

export interface ScopeSync {
  readonly scope: ScopeId;
  readonly phase: "idle" | "catching_up" | "snapshot" | "resync" | "repair" | "live" | "denied";
  readonly applied: number;
  readonly head: number;
  readonly waiting: number;
  readonly inFlight: number;
  readonly waitingSinceMs: number;
  readonly isPutOff: boolean;
}

/** What the browser says of the network. */
export interface NetworkHint {
  readonly effective_type?: "slow-2g" | "2g" | "3g" | "4g";
  readonly downlink_kbps?: number;
  readonly rtt_ms?: number;
  readonly save_data?: boolean;
}

/** What the engine wants done about the connection. */
export type Action =
  | { readonly kind: "none" }
  | { readonly kind: "connect" }
  | { readonly kind: "send"; readonly frame: Uint8Array }
  | { readonly kind: "disconnect"; readonly reason: string };

/** What became of the rows of a query that is followed. */
export type WatchChange =
  | { readonly watch: number; readonly steps: readonly WireStep[] }
  /** In the place of all rows. */
  | { readonly watch: number; readonly rows: readonly WireRow[] }
  /** It is gone; in words, why. */
  | { readonly watch: number; readonly ended: string };

/**
 * A replica that is open. Nothing is asynchronous; a call that fails throws a WedSyncError and has
 * changed nothing. Anything else that is thrown is the end of it: open another one.
 */
export interface Engine {
  close(): void;
  addScope(scope: ScopeId, name: string): void;
  scopes(): readonly ScopeCounts[];

  commit(draft: KeyedDraft): Committed;
  undo(scope: ScopeId, dot: Dot): Undone;
  undoLast(scope: ScopeId): Undone;
  redoLast(scope: ScopeId): Undone;
  decide(scope: ScopeId, record: RecordId, field: FieldName, choice: Choice): Dot;
  repair(violation: string, repair: string): Dot;
  retryRefused(scope: ScopeId, dot: Dot, edits: readonly Edit[]): Committed;
  discardRefused(scope: ScopeId, dot: Dot): void;

  /** {"rows"} as JSON: read where they are shown (live/wire.ts). */
  query(query: Query): string;
  get(scope: ScopeId, record: RecordId): OpenedRecord;
  search(
    words: string,
    scope: ScopeId | null,
    limit: number,
  ): readonly { readonly scope: ScopeId; readonly record: RecordId }[];
  history(scope: ScopeId, record: RecordId): History;
  forecast(scope: ScopeId, record: RecordId, field: FieldName): Forecast;
  activity(scope: ScopeId | null, record: RecordId | null, limit: number): readonly Happening[];
  conflicts(scope: ScopeId): readonly Conflict[];
  suggestions(scope: ScopeId): readonly Suggestion[];
  setDecides(scope: ScopeId, field: string, decides: Decides | null): void;
  /** Both read only so many records; `{unread: true}`: that was not enough, ask again (steps.ts). */
  askModule(module: string, question: ModuleQuestion): unknown;
  actModule(module: string, action: ModuleAction): unknown;
  /** Null: in all scopes. */
  decisions(scope: ScopeId | null, limit: number): Decisions;
  /** In all scopes. The first call reads everything that rules count; later ones cost what changed. */
  violations(): readonly Violation[];
  outbox(scope: ScopeId): readonly OutboxEntry[];
  refused(scope: ScopeId): readonly RefusedEntry[];
  verify(scope: ScopeId): {
    readonly ok: boolean;
    readonly records: number;
    readonly cells: string;
    readonly have: string;
  };

  /** Follows a query from now on; its rows as from query(). */
  watch(query: Query): { readonly watch: number; readonly rows: string };
  unwatch(watch: number): void;
  watched(): readonly WatchChange[];

  /** All own changes that no hub has, for adopt() of another replica of this device. */
  exportPending(): string;
  /** Takes them in as they are. Does nothing about those that are here. */
  adopt(pending: string): void;

  presenceSet(
    scope: ScopeId,
    record: RecordId | null,
    field: string | null,
    activity: Present["activity"] | "gone",
  ): void;
  presence(): readonly Present[];

  claim(on: ClaimOn, options: ClaimOptions): void;
  release(on: ClaimOn): void;
  claims(): readonly Claim[];

  syncStart(device: string): void;
  syncStop(): void;
  /** What the next Hello shows. */
  syncToken(token: string): void;
  syncConnected(): void;
  syncClosed(reason: string): void;
  syncFrame(frame: Uint8Array): void;
  syncTick(): void;
  syncNetwork(isAvailable: boolean): void;
  syncHint(hint: NetworkHint | null): void;
  syncPoll(): Action;
  /** Of performance.now(); null: nothing is due. */
  syncTimeout(): number | null;
  syncStatus(): SyncStatus;
}

/** Opens a replica on files, as whom. */
export type OpenOn = (files: Files, author: Author) => Promise<Engine>;
