import type { ReadonlySignal } from "@preact/signals-core";
import type {
  Choice,
  Conflict,
  Decides,
  Decisions,
  Repair,
  Suggestion,
  Violation,
} from "./decisions.ts";
import type { History, OutboxEntry, RefusedEntry } from "./history.ts";
import type { ModuleAction, ModuleQuestion } from "./modules.ts";
import type { Picture, Pictures } from "./pictures.ts";
import type {
  Claim,
  ClaimOn,
  ClaimOptions,
  Forecast,
  Happening,
  OwnPresence,
  Present,
} from "./presence.ts";
import type { Identity, Joining, Scope, Status } from "./status.ts";
import type {
  Dot,
  Draft,
  Edit,
  FieldName,
  OpenedRecord,
  Query,
  RecordId,
  Row,
  RowKey,
  ScopeId,
} from "./values.ts";

export * from "./decisions.ts";
export * from "./error.ts";
export * from "./history.ts";
export * from "./pictures.ts";
export * from "./presence.ts";
export * from "./status.ts";

export interface Committed {
  readonly scope: ScopeId;
  readonly dot: Dot;
  /** In the order of the create edits. */
  readonly created: readonly RecordId[];
}

export interface Undone {
  readonly dot: Dot | null;
  /** What stays because somebody wrote to it since. */
  readonly left: readonly { readonly record: RecordId; readonly field: string | null }[];
}

/** A query that follows the changes. */
export interface LiveQuery {
  readonly rows: ReadonlySignal<readonly Row[]>;
  readonly state: ReadonlySignal<"loading" | "live" | "failed">;
  close(): void;
}

/**
 * One store of one browser, and its way to the hub. Reading and editing never wait for the network.
 * Every promise is rejected by a WedSyncError and by nothing else.
 */
export interface Client {
  readonly status: ReadonlySignal<Status>;
  /** Null: no hub joined. */
  readonly identity: ReadonlySignal<Identity | null>;
  readonly scopes: ReadonlySignal<readonly Scope[]>;
  readonly conflicts: ReadonlySignal<readonly Conflict[]>;
  /** What breaks the schema's rules, in all scopes; null until followViolations(), for a moment longer. */
  readonly violations: ReadonlySignal<readonly Violation[] | null>;
  /** Records with own changes that the team does not have yet. */
  readonly unshared: ReadonlySignal<ReadonlySet<RowKey>>;
  readonly outbox: ReadonlySignal<readonly OutboxEntry[]>;
  readonly refused: ReadonlySignal<readonly RefusedEntry[]>;
  readonly present: ReadonlySignal<readonly Present[]>;
  /** Everybody's claims in all scopes, as far as they are known. */
  readonly claims: ReadonlySignal<readonly Claim[]>;
  readonly pictures: ReadonlySignal<Pictures>;

  join(joining: Joining): Promise<Identity>;
  /** Forgets the hub and everything that is here. What was not shared is lost: ask first. */
  leave(): Promise<void>;

  live(query: Query): LiveQuery;
  query(query: Query): Promise<readonly Row[]>;
  /** Rejected by "not_found" where there is no such record. */
  get(scope: ScopeId, record: RecordId): Promise<OpenedRecord>;
  /** Records with all the words in their searchable fields, best first; beginnings count. */
  search(
    words: string,
    options?: { readonly scope?: ScopeId; readonly limit?: number },
  ): Promise<readonly { readonly scope: ScopeId; readonly record: RecordId }[]>;
  history(scope: ScopeId, record: RecordId): Promise<History>;
  /** What is suggested for each open disagreement of a scope that can be judged. It reads the log:
   * to be asked where it is shown, not at each change. */
  suggestions(scope: ScopeId): Promise<readonly Suggestion[]>;
  /** How disagreements were settled lately, by machines and by people. It reads the log. */
  decisions(options?: { readonly scope?: ScopeId; readonly limit?: number }): Promise<Decisions>;
  /** Switches what machines may do about a field ("tables.zone") in a scope; null: what the schema says. */
  setDecides(scope: ScopeId, field: string, decides: Decides | null): Promise<void>;
  /**
   * Asks a module (docs/modules.md), as this device knows it:
   * `ask<SupplierHealth>("success", { question: "health" })`. It reads the module's records.
   */
  ask<Answer>(module: string, question: ModuleQuestion): Promise<Answer>;
  /** Has a module do something; resolved when that is durable in this browser. */
  act<Answer>(module: string, action: ModuleAction): Promise<Answer>;
  /** To be asked when a field is entered: what to hint at before the edit. No edit is refused for it. */
  forecast(scope: ScopeId, record: RecordId, field?: FieldName): Promise<Forecast>;
  /** Who edited and looked at what lately, the newest first; a record needs its scope. */
  activity(options?: {
    readonly scope?: ScopeId;
    readonly record?: RecordId;
    readonly limit?: number;
  }): Promise<readonly Happening[]>;

  /** Resolved when it is durable in this browser, not before. */
  commit(draft: Draft): Promise<Committed>;
  /** Resolved when the hub has it durably: "shared"; or when it refused it. */
  whenShared(scope: ScopeId, dot: Dot): Promise<"shared" | "refused">;
  undo(scope: ScopeId, dot: Dot): Promise<Undone>;
  undoLast(scope: ScopeId): Promise<Undone>;
  redoLast(scope: ScopeId): Promise<Undone>;
  decide(scope: ScopeId, record: RecordId, field: FieldName, choice: Choice): Promise<Dot>;
  /** Keeps `violations` up to date from now on. */
  followViolations(): void;
  /** Commits a repair as an ordinary change. Rejected by "not_found" where it would not do any more. */
  repair(violation: Violation, repair: Repair): Promise<Dot>;
  retryRefused(scope: ScopeId, dot: Dot, edits: readonly Edit[]): Promise<Committed>;
  discardRefused(scope: ScopeId, dot: Dot): Promise<void>;

  /**
   * Keeps a picture (JPEG, PNG or WebP), to be named by a field of the scope. Resolved when it is durable in
   * this browser; the hub gets it later. "full": there is no room, and nothing was kept.
   */
  putPicture(scope: ScopeId, bytes: Blob): Promise<Picture>;
  /** A picture that a field of the scope names: from this browser, else from the hub. Null: not to be had now. */
  getPicture(scope: ScopeId, picture: Picture): Promise<Blob | null>;

  /** Says what this tab is at; what it said before of the scope is replaced. */
  announce(presence: OwnPresence): void;
  /** Takes back what it said of a scope. */
  withdraw(scope: ScopeId): void;

  /**
   * Takes something, or says so again: at the first edit, and at each save. A lease ends when this tab releases it
   * or is gone, or an hour after it was last asked for; an area outlives both. That somebody else has it is no
   * failure: see `claims`.
   */
  claim(on: ClaimOn, options?: ClaimOptions): Promise<void>;
  /** Gives it back: when the field is left, or the work is done. */
  release(on: ClaimOn): Promise<void>;

  /** Tries to reach the hub now. */
  retryNow(): void;
  /** Asks the browser to keep this store when space gets scarce. */
  persist(): Promise<boolean>;
  /** Everything that is here, as one SQLite file. Works offline. */
  exportStore(): Promise<Blob>;
  /** Reads everything of a scope again and compares the sums; and the sums, which are equal where the data is. */
  verify(scope: ScopeId): Promise<{
    readonly ok: boolean;
    readonly records: number;
    readonly cells: string;
    readonly have: string;
  }>;
  close(): Promise<void>;
}
