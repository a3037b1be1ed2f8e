// The engine for TypeScript. include/wedsync/wedsync.h says what every call does, and the members of
// each JSON text; here are their types. Nothing is asynchronous; a call that fails throws a
// WedsyncError and has changed nothing.

import type { WedsyncModule } from "./wedsync.mjs";

/**
 * A JSON text of a T. Texts cross from a worker to its page faster than objects do: parse them
 * where they are read. `JSON.stringify(x) as Json<T>` makes one.
 */
export type Json<T> = string & { readonly __json?: T };

/** Both clocks, read together just before the call: performance.now() and Date.now(). */
export interface Now {
  monotonic: number;
  wall: number;
}
/** Scopes are u64: numbers up to 2^53, bigints beyond. */
export type Scope = number | bigint;
/** As in JSON: numbers up to 2^53, texts of their digits beyond. */
export type Whole = number | string;

export declare const ErrorCode: {
  readonly corrupt: 1;
  readonly protocol: 2;
  /** Open the replica anew. */
  readonly store: 3;
  readonly tooLarge: 4;
  readonly unauthorized: 5;
  readonly invalid: 6;
  readonly notFound: 7;
  /** The disk or the quota is full: nothing was written. */
  readonly full: 8;
  readonly newerFormat: 9;
};
export declare class WedsyncError extends Error {
  constructor(code: number, text: string);
  readonly name: "WedsyncError";
  /** One of ErrorCode. */
  readonly code: number;
  /** For developers, in English. */
  readonly text: string;
}

export type Value =
  | null
  | boolean
  | number
  | string
  | { real: number }
  | { integer: string }
  | { bytes: string }
  | { record: string }
  | { link: { scope: Whole; record: string; label: string } }
  | { blob: { sha256: string; size: Whole } };

export interface OpenOptions {
  path: string;
  schema: unknown;
  author: { person: string; device: string; role: string; experience?: number };
  durability?: "full" | "normal";
  pages_max?: number;
  coalesce_ms?: number;
}

/** A record of this replica, or the number of one that the same draft creates. */
export type RecordRef = string | number;
export type Edit =
  | { edit: "create"; collection: string }
  | {
      edit: "set";
      record: RecordRef;
      field: string;
      value: Value | { record: number };
      seen?: string[];
    }
  | { edit: "clear"; record: RecordRef; field: string }
  | { edit: "add" | "remove"; record: RecordRef; field: string; element: string }
  | { edit: "increment"; record: RecordRef; field: string; by: Whole }
  | { edit: "delete"; record: RecordRef }
  | { edit: "set_unknown"; record: RecordRef; field: [number, number]; sub?: string; value: Value };
export interface Draft {
  scope: Whole;
  edits: Edit[];
  priority?: number;
  deadline_ms?: Whole;
  type?: string;
  group?: Whole;
  /** This commit's own name, at most 64 bytes: sent twice, it is done once. */
  key?: string;
}
export interface Committed {
  dot: string;
  created: string[];
}
/** A field of the schema, [collection, field] of an unknown one, null for the life of the record. */
export type FieldName = string | [number, number] | null;
export interface Undone {
  dot: string | null;
  left: Array<{ record: string; field: FieldName }>;
}

export type FieldStatus = "settled" | "equal" | "by_policy" | "disagreement";
/** A record as get() and query() tell it. */
export interface RecordDetails {
  record: string;
  collection: string;
  status: "alive" | "contested";
  fields: { [name: string]: { value: Value | string[]; status: FieldStatus; dots?: string[] } };
  unknown?: Array<{ field: [number, number]; sub?: string; values: Value[] }>;
}

export interface Query {
  scope?: Whole;
  scopes?: Whole[];
  collection: string;
  search?: string;
  filters?: Array<{
    field: string;
    is: "=" | "!=" | "<" | "<=" | ">" | ">=" | "has";
    value: Value;
  }>;
  equals?: { [field: string]: Value };
  sort?: Array<{ field: string; descending?: boolean }>;
  limit?: number;
  fields?: string[];
}
/** What says nothing is left out: alive, no conflict, settled, never written. */
export interface Row {
  scope: Whole;
  record: string;
  status?: "contested";
  conflict?: true;
  fields: { [name: string]: { value: Value | string[]; status?: FieldStatus } };
}
/** Done to a list of rows one after the other. */
export type Step =
  | { added: number; row: Row }
  | { removed: number }
  /** Taken out at `moved`, put in at `to` of what is left. */
  | { moved: number; to: number }
  | { changed: number; row: Row };
export type Watched =
  | { watch: Whole; steps: Step[] }
  /** In the place of all rows. */
  | { watch: Whole; rows: Row[] }
  /** Of watchViolations(): all of them. */
  | { watch: Whole; violations: Violation[] }
  /** The watch is gone. */
  | { watch: Whole; ended: string };

/** Records that break a rule of the schema together, and what would mend it. */
export interface Violation {
  violation: string;
  rule: string;
  kind: string;
  collection: string;
  fields: FieldName[];
  /** The first to be placed comes first. */
  records: Array<{
    scope: Whole;
    record: string;
    dot?: string;
    ms?: Whole;
    person?: string;
    device?: string;
  }>;
  /** For a capacity: what is too small, what there is, how much it holds. */
  subject?: { scope: Whole; record: string };
  total?: Whole;
  limit?: Whole;
  repairs: Array<{
    repair: string;
    kind: "move" | "shift" | "clear" | "rename" | "raise" | "restore" | "keep";
    draft: Draft;
  }>;
}

/** Of use to adopt() only. */
export type Handover = { readonly __handover: never };

export interface ScopeInfo {
  scope: Whole;
  name: string;
  pending: Whole;
  refused: Whole;
  conflicts: Whole;
}
export interface Found {
  scope: Whole;
  record: string;
}
export interface History {
  whole: boolean;
  items: Array<{
    dot: string;
    person: string;
    device: string;
    ms: Whole;
    pending?: boolean;
    refused?: string;
    note?: { kind: string; dot: string };
    effects: Array<{
      field: FieldName;
      sub?: string;
      value?: Value;
      place: Place;
      replaced: Array<{ dot: string; value: Value; place: Place }>;
    }>;
  }>;
}
export type Place = "current" | "in_conflict" | "beside" | "replaced" | "refused";
export interface Conflict {
  kind: "disagreement" | "edited_and_deleted";
  record: string;
  field: FieldName;
  shown: string | null;
  siblings: Array<{ dot: string; ms: Whole; person: string; device: string; value: Value }>;
}
export type Action = "client_wins" | "server_wins" | "merge" | "user_choice";
export interface Suggestion {
  record: string;
  field: FieldName;
  client: string;
  server: string;
  action: Action;
  confidence: number;
  take: string | null;
  merged?: Value;
  reasons: Array<{ reason: string; text: string }>;
  alternatives: Array<{ action: Action; confidence: number }>;
  protected: boolean;
  source: "model" | "rules";
  why?: string;
}
export interface Decision {
  scope: Whole;
  record: string;
  field: FieldName;
  choice: { take: string } | { write: Value } | "keep" | "delete";
}
export interface Decided {
  scope: Whole;
  record: string;
  collection: string | null;
  field: FieldName;
  dot: string;
  ms: Whole;
  person: string;
  device: string;
  by: "machine" | "person";
  reason?: string;
  confidence?: number;
  value: Value;
  replaced: Array<{ dot: string; ms: Whole; person: string; device: string; value: Value }>;
  outcome: "kept" | "changed" | "undone";
  suggested?: { action: Action; confidence: number; agreed: boolean };
}
export interface DecidedFigures {
  machine: Whole;
  exact: Whole;
  likely: Whole;
  kept: Whole;
  changed: Whole;
  undone: Whole;
  person: Whole;
  suggested: Whole;
  agreed: Whole;
}
/** What machines may do about a field ("tables.zone"); null: what the schema says. */
export interface SwitchWish {
  scope: Whole;
  field: string;
  decides: "ask" | "suggest" | "apply" | null;
}
export interface Decisions {
  items: Decided[];
  more: boolean;
  totals: DecidedFigures;
  fields: Array<
    DecidedFigures & {
      collection: string | null;
      field: FieldName;
      decides: "ask" | "suggest" | "apply";
      switched: Array<{ scope: Whole; decides: "ask" | "suggest" | "apply" }>;
      protected: boolean;
    }
  >;
  scopes: Array<{ scope: Whole; would: Whole; right: Whole; paused: boolean }>;
  bins: Array<{
    from: number;
    to: number;
    answers: Whole;
    agreed: Whole;
    confidence: number;
    automatic: Whole;
    kept: Whole;
  }>;
  whole: boolean;
}
export interface OwnChange {
  dot: string;
  status: "pending" | "durable";
  type: string;
  priority: number;
  attempts: number;
  created_ms: Whole;
  deadline_ms: Whole;
  records: string[];
}
export interface RefusedChange {
  dot: string;
  reason: string;
  refused_ms: Whole;
  change: unknown;
}
export interface Verification {
  ok: boolean;
  records: Whole;
  pending_damaged: Whole;
  /** 16 hexadecimal digits each. */
  cells_found: string;
  cells_kept: string;
  have_found: string;
  have_kept: string;
}

export interface SyncOptions {
  device: string;
  token: string | { bytes: string };
  seed?: Whole;
  strategy?: "adaptive" | "reference";
  /** 7500: a dead connection is found within 15 s. */
  idle_ping_ms?: number;
}
/** From navigator.connection; whole numbers. */
export interface NetworkHint {
  effective_type?: "slow-2g" | "2g" | "3g" | "4g";
  downlink_kbps?: number;
  rtt_ms?: number;
  save_data?: boolean;
}
export declare const Action: {
  readonly none: 0;
  readonly connect: 1;
  readonly send: 2;
  readonly disconnect: 3;
};
/** What the host is to do: poll until it is Action.none. */
export type SyncAction =
  | { kind: 0 }
  | { kind: 1 }
  | { kind: 2; frame: Uint8Array }
  | { kind: 3; reason: string };
export interface SyncStatus {
  phase: "waiting" | "connecting" | "greeting" | "open" | "paused" | "failed";
  in_sync: boolean;
  /** Monotonic milliseconds. */
  next_try_ms: Whole | null;
  failures: number;
  last_reason: string;
  clock_ahead_ms: Whole | null;
  /** Pictures and files may travel beside the changes. */
  media_allowed: boolean;
  round_trip_ms: Whole | null;
  /** Bytes a second upwards. */
  goodput: Whole | null;
  scopes: Array<{
    scope: Whole;
    phase: "idle" | "catching_up" | "snapshot" | "resync" | "repair" | "live" | "denied";
    applied: Whole;
    head: Whole;
    waiting: Whole;
    in_flight: Whole;
    durable: Whole;
    refused: Whole;
    /** The hub takes no changes for now, busy or with a full disk. */
    put_off: boolean;
    /** What came could not be written here; it is fetched again. */
    disk_full: boolean;
    waiting_since_ms: Whole;
  }>;
}

/** What this device's person is at in a scope. */
export interface OwnPresence {
  scope: Whole;
  activity: "here" | "looking" | "editing" | "gone";
  record?: string | null;
  field?: FieldName;
}
/** What a claim is on: a lease is on a record or a field of it, the others are areas. */
export type ClaimTarget =
  | { scope: Whole; record: string; field?: FieldName }
  | { scope: Whole; collection: string | number; records: string[] }
  | { scope: Whole; collection: string | number; field: FieldName; from: Whole; to: Whole }
  | { scope: Whole; collection: string | number };
export type OwnClaim = ClaimTarget & { label?: string; for_ms?: number; take_over?: boolean };
/** Everybody's claims as far as they are known. */
export interface Claims {
  /** There is a connection to a hub that ranks them. */
  available: boolean;
  /** Another number when one came, changed or went. */
  version: Whole;
  claims: Array<{
    scope: Whole;
    kind: "lease" | "area";
    collection: string | number;
    record?: string;
    records?: string[];
    field?: FieldName;
    from?: Whole;
    to?: Whole;
    label: string;
    device: string;
    person: string;
    role: string;
    state: "held" | "waiting" | "asked" | "alone" | "taken" | "refused";
    taken_by: string;
    left_ms: Whole;
    held_ms: Whole;
    own: boolean;
    live: boolean;
  }>;
}
/** What somebody is about to edit; without a field: any of the record. */
export interface Place {
  scope: Whole;
  record: string;
  field?: FieldName;
}
/** How likely such an edit ends in a disagreement, and what would be better. */
export interface Forecast {
  level: "none" | "low" | "high";
  per_mille: number;
  /** At most three. `who` is empty where it is about nobody. */
  reasons: Array<{
    code:
      | "held"
      | "work_area"
      | "editing_now"
      | "looking_now"
      | "out_of_reach"
      | "away_with_it"
      | "someone_away"
      | "touched_lately"
      | "often_shared";
    who: string;
    /** Of "held" and "work_area". */
    left_ms?: Whole;
    label?: string;
  }>;
  advice: "go_on" | "wait_for_reach" | "wait_for_person" | "ask" | "work_elsewhere" | "take_over";
  whom: string;
}
/** A record needs its scope; at most 1,000 are told. */
export interface ActivityQuestion {
  scope?: Whole;
  record?: string;
  limit?: number;
}
/** Who edited and looked at what, the newest first. */
export interface Activity {
  items: Array<{
    kind: "edited" | "looked" | "at_field";
    scope: Whole;
    record: string;
    fields: FieldName[];
    person: string;
    device: string;
    role: string;
    age_ms: Whole;
    /** An edit that no hub has yet; a view that goes on now. */
    open: boolean;
    /** This device did it. */
    own: boolean;
  }>;
}
/** Where the others are. */
export interface Presences {
  /** There is a connection to a hub that tells it. */
  available: boolean;
  /** Another number when somebody came, moved or left. */
  version: Whole;
  present: Array<{
    scope: Whole;
    device: string;
    person: string;
    role: string;
    activity: "here" | "looking" | "editing";
    record: string | null;
    field: FieldName;
    /** False: they were there `age_ms` ago. */
    here: boolean;
    age_ms: Whole;
  }>;
}

/** One replica. Not to be used after close(), nor from within a call of `files`. */
export declare class Replica {
  private constructor();
  close(): void;

  addScope(now: Now, scope: Scope, name: string): void;
  scopes(): Json<ScopeInfo[]>;

  commit(now: Now, draft: Json<Draft>): Json<Committed>;
  undo(now: Now, scope: Scope, dot: string): Json<Undone>;
  undoLast(now: Now, scope: Scope): Json<Undone>;
  redoLast(now: Now, scope: Scope): Json<Undone>;

  get(scope: Scope, record: string): Json<RecordDetails>;
  query(query: Json<Query>): Json<{ records: Array<RecordDetails & { scope: Whole }>; more: boolean }>;
  watch(query: Json<Query>): Json<{ watch: Whole; rows: Row[] }>;
  /** What changed since the last call; ask after every call that takes `now`. */
  watched(): Json<Watched[]>;
  unwatch(watch: Scope): void;
  /** `scope` null: in all of them. */
  search(scope: Scope | null, words: string, limit: number): Json<Found[]>;
  history(scope: Scope, record: string): Json<History>;

  conflicts(scope: Scope): Json<Conflict[]>;
  suggestions(now: Now, scope: Scope): Json<Suggestion[]>;
  /** `scope` null: in all of them. */
  decisions(scope: Scope | null, limit: number): Json<Decisions>;
  decide(now: Now, decision: Json<Decision>): Json<{ dot: string }>;
  switch(now: Now, wish: Json<SwitchWish>): void;
  /** Of modules: `include/wedsync/modules.h`. */
  ask(now: Now, question: Json<{ module: string; question: string }>): Json<unknown>;
  act(now: Now, action: Json<{ module: string; action: string }>): Json<unknown>;

  /** `scope` null: in all of them. */
  violations(scope: Scope | null): Json<Violation[]>;
  watchViolations(scope: Scope | null): Json<{ watch: Whole; violations: Violation[] }>;
  /** Both by their names; not found where it would not do any more. */
  repair(now: Now, violation: string, repair: string): Json<{ dot: string }>;

  outbox(scope: Scope): Json<OwnChange[]>;
  refused(scope: Scope): Json<RefusedChange[]>;
  refusedDraft(scope: Scope, dot: string): Json<Draft>;
  retryRefused(now: Now, dot: string, draft: Json<Draft>): Json<Committed>;
  discardRefused(scope: Scope, dot: string): void;
  verify(scope: Scope): Json<Verification>;

  /** `scope` null: of all scopes. */
  pendingExport(scope: Scope | null): Json<Handover>;
  adopt(now: Now, changes: Json<Handover>): Json<{ added: Whole; known: Whole; refused: Whole }>;
  /** After it, until the next write, the file at `path` alone is a whole copy. */
  checkpoint(): void;

  syncStart(options: Json<SyncOptions>): void;
  syncStop(): void;
  /** Of the next Hello; between Action.connect and syncConnected(). */
  syncToken(token: string): void;
  syncConnected(now: Now): void;
  syncClosed(now: Now, reason: string): void;
  syncFrame(now: Now, frame: Uint8Array): void;
  syncTick(now: Now): void;
  syncNetwork(now: Now, isAvailable: boolean): void;
  /** null: not known any more. */
  syncHint(now: Now, hint: Json<NetworkHint> | null): void;
  syncPoll(now: Now): SyncAction;
  /** Monotonic milliseconds at which syncTick() is due; null: none. */
  syncTimeout(): number | null;
  syncStatus(): Json<SyncStatus>;

  presenceSet(now: Now, presence: Json<OwnPresence>): void;
  presence(now: Now): Json<Presences>;
  claim(now: Now, claim: Json<OwnClaim>): void;
  release(now: Now, on: Json<ClaimTarget>): void;
  claims(now: Now): Json<Claims>;
  forecast(now: Now, place: Json<Place>): Json<Forecast>;
  activity(now: Now, question: Json<ActivityQuestion>): Json<Activity>;
}

export interface Engine {
  readonly version: string;
  open(options: Json<OpenOptions>): Replica;
}
/** Makes the engine of a module that createWedsync() gave. */
export declare function bind(module: WedsyncModule): Engine;
