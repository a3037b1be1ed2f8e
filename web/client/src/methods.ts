import type {
  Choice,
  Claim,
  ClaimOn,
  ClaimOptions,
  Client,
  Committed,
  Conflict,
  Decides,
  Decisions,
  Forecast,
  Happening,
  History,
  Identity,
  Joining,
  OutboxEntry,
  OwnPresence,
  Picture,
  Pictures,
  Present,
  RefusedEntry,
  Scope,
  Status,
  Suggestion,
  Undone,
  Violation,
} from "./api.ts";
import type { WireRow, WireStep } from "./live/wire.ts";
import type { ModuleAction, ModuleQuestion } from "./modules.ts";
import type {
  Dot,
  Draft,
  Edit,
  FieldName,
  OpenedRecord,
  Query,
  RecordId,
  ScopeId,
} from "./values.ts";

/** What can be asked of whoever has the store open: names, arguments, results. */
export interface Methods {
  /** As JSON, for live/wire.ts. */
  query(query: Query): string;
  get(scope: ScopeId, record: RecordId): OpenedRecord;
  search(
    words: string,
    scope: ScopeId | null,
    limit: number,
  ): readonly { readonly scope: ScopeId; readonly record: RecordId }[];
  history(scope: ScopeId, record: RecordId): History;
  suggestions(scope: ScopeId): readonly Suggestion[];
  decisions(scope: ScopeId | null, limit: number): Decisions;
  forecast(scope: ScopeId, record: RecordId, field: FieldName): Forecast;
  activity(scope: ScopeId | null, record: RecordId | null, limit: number): readonly Happening[];
  askModule(module: string, question: ModuleQuestion): unknown;
  verify(scope: ScopeId): Awaited<ReturnType<Client["verify"]>>;
  exportStore(): Blob;
  whenShared(scope: ScopeId, dot: Dot): "shared" | "refused";

  /** The key is unique to the call: repeated under it, a commit is done once. */
  commit(draft: Draft, key: string): Committed;
  undo(scope: ScopeId, dot: Dot): Undone;
  undoLast(scope: ScopeId): Undone;
  redoLast(scope: ScopeId): Undone;
  decide(scope: ScopeId, record: RecordId, field: FieldName, choice: Choice): Dot;
  setDecides(scope: ScopeId, field: string, decides: Decides | null): void;
  actModule(module: string, action: ModuleAction): unknown;
  followViolations(): void;
  /** Both by their names. */
  repair(violation: string, repair: string): Dot;
  retryRefused(scope: ScopeId, dot: Dot, edits: readonly Edit[]): Committed;
  discardRefused(scope: ScopeId, dot: Dot): void;
  adopt(pending: string): void;

  putPicture(scope: ScopeId, bytes: Blob): Picture;
  getPicture(scope: ScopeId, picture: Picture): Blob | null;

  join(joining: Joining): Identity;
  leave(): void;
  retryNow(): void;
  announce(presence: OwnPresence): void;
  withdraw(scope: ScopeId): void;
  claim(on: ClaimOn, options: ClaimOptions): void;
  release(on: ClaimOn): void;

  /** Begins a live query of this caller under a number of its choice; rows come as an event. */
  liveOpen(live: number, query: Query): void;
  liveClose(live: number): void;
  /** Everything there is to show, as an event; and what changes, from now on. */
  attach(): void;
  /** This caller is gone. */
  detach(): void;
}

export type Method = keyof Methods;
export type Arguments<M extends Method> = Parameters<Methods[M]>;
export type Answer<M extends Method> = ReturnType<Methods[M]>;

/** Whether a call may be handed in again where nobody knows whether it was done. */
export const kRepeatable: Readonly<Record<Method, boolean>> = {
  query: true,
  get: true,
  search: true,
  history: true,
  suggestions: true,
  decisions: true,
  forecast: true,
  activity: true,
  askModule: true,
  verify: true,
  exportStore: true,
  whenShared: true,
  commit: true,
  undo: false,
  undoLast: false,
  redoLast: false,
  decide: false,
  setDecides: true,
  actModule: false,
  followViolations: true,
  repair: false,
  retryRefused: false,
  discardRefused: true,
  adopt: true,
  putPicture: true,
  getPicture: true,
  join: false,
  leave: false,
  retryNow: true,
  announce: true,
  withdraw: true,
  claim: true,
  release: true,
  liveOpen: true,
  liveClose: true,
  attach: true,
  detach: true,
};

/** What the tab shows beside its queries. */
export interface Overview {
  readonly status: Status;
  readonly identity: Identity | null;
  readonly scopes: readonly Scope[];
  readonly conflicts: readonly Conflict[];
  readonly violations: readonly Violation[] | null;
  readonly outbox: readonly OutboxEntry[];
  readonly refused: readonly RefusedEntry[];
  readonly present: readonly Present[];
  readonly claims: readonly Claim[];
  readonly pictures: Pictures;
}

/**
 * What changed of an overview, on its way. The outbox goes as JSON: thousands of entries are copied
 * faster so, and read only where they are shown.
 */
export type Changed = Partial<Omit<Overview, "outbox">> & { readonly outboxText?: string };

/** What comes unasked. */
export type Notice =
  | { readonly notice: "overview"; readonly changed: Changed }
  /** All rows anew; as JSON where they come from the engine that way. */
  | { readonly notice: "rows"; readonly live: number; readonly rows: string | readonly WireRow[] }
  | { readonly notice: "steps"; readonly live: number; readonly steps: readonly WireStep[] }
  | { readonly notice: "live_failed"; readonly live: number; readonly reason: string };

/** Whoever answers: the engine's owner here, or the way to it. */
export interface Backend {
  call<M extends Method>(method: M, args: Arguments<M>): Promise<Answer<M>>;
}
