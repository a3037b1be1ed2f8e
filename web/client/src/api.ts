import type { ReadonlySignal } from "@preact/signals-core";
import type { ModuleAction, ModuleQuestion } from "./modules.ts";
import type {
  BlobValue,
  Dot,
  Draft,
  Edit,
  FieldValue,
  OpenedRecord,
  Query,
  RecordId,
  Row,
  RowKey,
  ScopeId,
  Value,
} from "./values.ts";

/** Why a call failed. `code` is stable; the message is for developers, not for the people at a screen. */
export type ErrorCode =
  | "corrupt"
  | "protocol"
  | "store"
  | "too_large"
  | "unauthorized"
  | "invalid"
  | "not_found"
  /** The space of this browser is used up: nothing was written. */
  | "full"
  | "newer_format"
  /** The hub could not be reached. */
  | "unreachable"
  /** The hub refused the invitation. */
  | "bad_invite"
  /** The hub told this device, reported lost, to erase what it holds. */
  | "erased"
  /** The client was closed. */
  | "closed";

export class WedSyncError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
  ) {
    super(message);
    this.name = "WedSyncError";
  }
}

/** Where the edits of this tab are kept. */
export type StoreState =
  | { readonly kind: "opening" }
  /** In the browser's private file system, or in a tab that has it open: durable when answered. */
  | { readonly kind: "files"; readonly isOwner: boolean }
  /** No private file system here: in the browser's database, durable when answered. */
  | { readonly kind: "database" }
  /** The tab that has the files open does not answer: edits are kept aside, and handed over. */
  | { readonly kind: "aside"; readonly waiting: number }
  /** This browser keeps nothing: all is lost when the tab that has it closes. */
  | { readonly kind: "memory" }
  | { readonly kind: "failed"; readonly code: ErrorCode; readonly reason: string };

export type Connection =
  /** No hub joined yet. */
  | "none"
  | "offline"
  | "connecting"
  | "open"
  /** The hub does not let this device in any more. */
  | "refused";

/** Everything there is to say about how things stand; one object, replaced when anything changes. */
export interface Status {
  readonly store: StoreState;
  readonly connection: Connection;
  /** Nothing waits here, and everything that the hub has is here. */
  readonly isInSync: boolean;
  /** Every scope of the device is here whole: work can go on without a network. */
  readonly isReadyOffline: boolean;
  /** Wall milliseconds; null: never since the store was made. */
  readonly lastInSyncMs: number | null;
  /** Entries of the hub's log that are here, and that there are, over all scopes; null: not known. */
  readonly download: { readonly done: number; readonly total: number } | null;
  /** Own changes saved here that the hub has not acknowledged; of these, on their way now. */
  readonly waiting: number;
  readonly sending: number;
  /** When the oldest of the waiting ones was made, in wall milliseconds. */
  readonly waitingSinceMs: number | null;
  /** Own changes that the hub refused; they wait for a person. */
  readonly refused: number;
  /** Disagreements that wait for a person. */
  readonly toDecide: number;
  /** Wall milliseconds of the next attempt to connect; null: none is planned. */
  readonly nextTryMs: number | null;
  readonly failures: number;
  /** Why the last connection ended, for developers. */
  readonly lastReason: string;
  /** How far the hub's clock is ahead of this device's, in milliseconds. */
  readonly clockAheadMs: number | null;
  /** The hub has no room left or is busy, and takes no changes for now. */
  readonly isHubFull: boolean;
  /** The link is good enough for pictures to travel beside the changes, and nobody saves data. */
  readonly isMediaAllowed: boolean;
  /** The hub told this device, reported lost, to erase what it held, and it did. */
  readonly isErased: boolean;
  /** This browser's space is used up: edits fail, what is there stays. */
  readonly isFull: boolean;
  readonly space: {
    readonly used: number;
    readonly quota: number;
    readonly isPersistent: boolean;
  } | null;
}

/** Who this device is to its hub. */
export interface Identity {
  readonly hubName: string;
  /** Empty: whoever holds the device. */
  readonly person: string;
  readonly role: string;
  readonly device: string;
}

export interface Scope {
  readonly scope: ScopeId;
  readonly name: string;
}

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

/** The name of a field; [collection, field] numbers where the schema does not know it; null: the life of the record. */
export type FieldName = string | readonly [number, number] | null;

export interface Sibling {
  readonly dot: Dot;
  readonly ms: number;
  readonly person: string;
  readonly device: string;
  readonly value: FieldValue;
}

/** A disagreement that waits for a person. */
export interface Conflict {
  readonly scope: ScopeId;
  readonly kind: "disagreement" | "edited_and_deleted";
  readonly record: RecordId;
  readonly field: FieldName;
  /** The sibling that is shown meanwhile. */
  readonly shown: Dot | null;
  readonly siblings: readonly Sibling[];
}

/** Why something is suggested: `text` says it in English, with what it is about. */
export interface Reason {
  readonly reason:
    | "answered_here"
    | "answered_alike"
    | "habit_here"
    | "team_history"
    | "alike_history"
    | "person_history"
    | "habit_history"
    | "order"
    | "change"
    | "contains"
    | "size"
    | "missing"
    | "kind"
    | "time"
    | "people"
    | "volume"
    | "field";
  readonly text: string;
}

export type Action = "client_wins" | "server_wins" | "merge" | "user_choice";

/** What is suggested for a disagreement, for the person of this device. */
export interface Suggestion {
  readonly scope: ScopeId;
  readonly record: RecordId;
  readonly field: FieldName;
  /** The value that was accepted last, or waits to be shared. */
  readonly client: Dot;
  /** The value that was accepted first. */
  readonly server: Dot;
  readonly action: Action;
  /** From 0 to 1. */
  readonly confidence: number;
  /** The value that the action means; null for "merge" and "user_choice". */
  readonly take: Dot | null;
  /** The value with both edits, where a machine can make one: what "merge" writes. */
  readonly merged?: Value;
  /** At most three, the weightiest first. */
  readonly reasons: readonly Reason[];
  /** At most two, the likelier first. */
  readonly alternatives: readonly { readonly action: Action; readonly confidence: number }[];
  /** For people to decide: not to be shown with a suggestion. */
  readonly protected: boolean;
  readonly source: "model" | "rules";
  /** Why rules were asked and not the model. */
  readonly why?: string;
}

/** How a disagreement was settled. */
export interface Decision {
  readonly scope: ScopeId;
  readonly record: RecordId;
  readonly collection: string | null;
  readonly field: FieldName;
  /** To take it back: undo(). */
  readonly dot: Dot;
  readonly ms: number;
  readonly person: string;
  readonly device: string;
  readonly by: "machine" | "person";
  /** By a machine only; another word where a newer hub knows more. */
  readonly reason?: "edits_apart" | "same_words" | "likely_choice" | (string & {});
  /** Of a likely choice: how sure the hub was, 0 to 1. */
  readonly confidence?: number;
  readonly value: Value;
  /** What it was settled from, as far as it is known here. */
  readonly replaced: readonly {
    readonly dot: Dot;
    readonly ms: number;
    readonly person: string;
    readonly device: string;
    readonly value: Value;
  }[];
  /** What people did since. */
  readonly outcome: "kept" | "changed" | "undone";
  /** By a person only: what would have been suggested then, and whether the person chose it. */
  readonly suggested?: {
    readonly action: Action;
    readonly confidence: number;
    readonly agreed: boolean;
  };
}

export interface DecisionFigures {
  /** By machines: all, by exact rules, by likely choice; and what became of them. */
  readonly machine: number;
  readonly exact: number;
  readonly likely: number;
  readonly kept: number;
  readonly changed: number;
  readonly undone: number;
  /** By people: all, those to whom something would have been suggested, those who took it. */
  readonly person: number;
  readonly suggested: number;
  readonly agreed: number;
}

/** What machines may do about a field where people disagree: nothing, suggest, or settle it where they are
 * sure enough. */
export type Decides = "ask" | "suggest" | "apply";

/** How decisions went. */
export interface Decisions {
  /** The newest first. */
  readonly items: readonly Decision[];
  readonly more: boolean;
  readonly totals: DecisionFigures;
  /** Those that people can disagree about, and what else was decided. */
  readonly fields: readonly (DecisionFigures & {
    readonly collection: string | null;
    readonly field: FieldName;
    /** What the schema lets machines do, and the weddings where that was switched. */
    readonly decides: Decides;
    readonly switched: readonly { readonly scope: ScopeId; readonly decides: Decides }[];
    readonly protected: boolean;
  })[];
  /** By scope: of the last 200 times the hub would have settled something, or did, how often people chose
   * the same or left it; paused: too seldom, so that it settles nothing there for now. */
  readonly scopes: readonly {
    readonly scope: ScopeId;
    readonly would: number;
    readonly right: number;
    readonly paused: boolean;
  }[];
  /** By confidence, 15 of the same width. */
  readonly bins: readonly {
    readonly from: number;
    readonly to: number;
    /** Suggestions to people, those that were taken, and their mean confidence. */
    readonly answers: number;
    readonly agreed: number;
    readonly confidence: number;
    /** Likely choices, and those that nobody changed or took back. */
    readonly automatic: number;
    readonly kept: number;
  }[];
  /** False where older decisions are not known here. */
  readonly whole: boolean;
}

export type Choice = { readonly take: Dot } | { readonly write: Value } | "keep" | "delete";

/** Something that would mend a violation, and break nothing else. */
export interface Repair {
  readonly repair: string;
  /** "raise": the limit; "restore": the value before; "keep": it is right as it is. */
  readonly kind: "move" | "shift" | "clear" | "rename" | "raise" | "restore" | "keep";
  /** What it would do. */
  readonly draft: Draft;
}

/** Records that break a rule of the schema together. */
export interface Violation {
  /** Another name when another record comes in. */
  readonly violation: string;
  /** As the schema calls it, "table_capacity", and its kind. */
  readonly rule: string;
  readonly kind: string;
  readonly collection: string;
  readonly fields: readonly FieldName[];
  /** The first to be placed comes first; by which change, when and by whom, where that is known. */
  readonly records: readonly {
    readonly scope: ScopeId;
    readonly record: RecordId;
    readonly dot?: Dot;
    readonly ms?: number;
    readonly person?: string;
    readonly device?: string;
  }[];
  /** For a capacity: what is too small, what there is, how much it holds. */
  readonly subject?: { readonly scope: ScopeId; readonly record: RecordId };
  readonly total?: number;
  readonly limit?: number;
  /** The best first; none: only people can tell. */
  readonly repairs: readonly Repair[];
}

export interface HistoryItem {
  readonly dot: Dot;
  readonly person: string;
  readonly device: string;
  readonly ms: number;
  readonly pending: boolean;
  readonly refused?: string;
  readonly note?: {
    readonly kind: string;
    readonly dot?: Dot;
    /** Why a machine settled it; for a likely choice also how sure it was, 0 to 1. */
    readonly reason?: string;
    readonly confidence?: number;
  };
  readonly effects: readonly {
    readonly field: FieldName;
    readonly sub?: Value;
    readonly value?: Value;
    readonly place: "current" | "in_conflict" | "beside" | "replaced" | "refused";
    readonly replaced?: readonly {
      readonly dot: Dot;
      readonly value?: Value;
      readonly place: string;
    }[];
  }[];
}

export interface History {
  /** False where what is kept here begins later than the record. */
  readonly whole: boolean;
  /** Oldest first. */
  readonly items: readonly HistoryItem[];
}

/** An own change that has not come back from the hub. */
export interface OutboxEntry {
  readonly scope: ScopeId;
  readonly dot: Dot;
  readonly status: "pending" | "durable";
  readonly type: string;
  readonly priority: number;
  readonly attempts: number;
  readonly created_ms: number;
  readonly deadline_ms: number;
  readonly records: readonly RecordId[];
}

/** An own change that the hub refused. */
export interface RefusedEntry {
  readonly scope: ScopeId;
  readonly dot: Dot;
  readonly reason: string;
  readonly refused_ms: number;
  /** Its edits, to be looked at, mended and given to retryRefused(). */
  readonly edits: readonly Edit[];
}

/** Somebody else who is in a scope now, or was lately. */
export interface Present {
  readonly scope: ScopeId;
  readonly person: string;
  readonly device: string;
  readonly record: RecordId | null;
  readonly field: string | null;
  readonly activity: "here" | "looking" | "editing";
  /** Wall milliseconds of this device's clock. */
  readonly seenMs: number;
  /** Heard from lately, over a connection that is open. */
  readonly isLive: boolean;
}

/** How likely an edit ends in a disagreement, by what this device knows, and what would be better. */
export interface Forecast {
  /** "none": there is nothing to say to anybody. */
  readonly level: "none" | "low" | "high";
  /** Of 1,000 such edits, how many are expected to. */
  readonly per_mille: number;
  /** At most three, the weightiest first. `who`: a person, or a device that is nobody's own; "" where it is about nobody. */
  readonly reasons: readonly {
    readonly code:
      | "held"
      | "work_area"
      | "editing_now"
      | "looking_now"
      | "out_of_reach"
      | "away_with_it"
      | "someone_away"
      | "touched_lately"
      | "often_shared";
    readonly who: string;
    /** Of "held" and "work_area": for how much longer at most, and what they call it. */
    readonly left_ms?: number;
    readonly label?: string;
  }[];
  readonly advice:
    | "go_on"
    | "wait_for_reach"
    | "wait_for_person"
    | "ask"
    | "work_elsewhere"
    | "take_over";
  /** Whom the advice is about, or "". */
  readonly whom: string;
}

/** Somebody did something with a record. */
export interface Happening {
  /** "looked": had it before them; "at_field": was at a field of it, whether they wrote or not. */
  readonly kind: "edited" | "looked" | "at_field";
  readonly scope: ScopeId;
  readonly record: RecordId;
  readonly fields: readonly FieldName[];
  /** Empty where the device is nobody's own. */
  readonly person: string;
  readonly device: string;
  readonly role: string;
  /** Since then, as well as clocks tell. */
  readonly age_ms: number;
  /** An edit that no hub has yet; a view that goes on now. */
  readonly open: boolean;
  /** This device did it. */
  readonly own: boolean;
}

/** What this tab says of itself in a scope. */
export interface OwnPresence {
  readonly scope: ScopeId;
  readonly record?: RecordId;
  readonly field?: string;
  readonly activity: "here" | "looking" | "editing";
}

/**
 * What a claim is on, and so its name: a device has one for each. The first is a lease, for minutes;
 * the others are areas, for hours.
 */
export type ClaimOn =
  | { readonly scope: ScopeId; readonly record: RecordId; readonly field?: FieldName }
  /** These records, 1 to 64. */
  | {
      readonly scope: ScopeId;
      readonly collection: string;
      readonly records: readonly RecordId[];
    }
  /** Records whose field shows a whole number in there, ends included; of a text the first one counts. */
  | {
      readonly scope: ScopeId;
      readonly collection: string;
      readonly field: FieldName;
      readonly from: number;
      readonly to: number;
    }
  /** The whole collection. */
  | { readonly scope: ScopeId; readonly collection: string };

export interface ClaimOptions {
  /** What people call it ("Tables 1-10"); at most 100 bytes. */
  readonly label?: string;
  /** Of an area: for how long, 1 to 720; 240 if left out. */
  readonly minutes?: number;
  /** Takes it from whoever has it; they are told by whom. */
  readonly takeOver?: boolean;
}

/** Somebody has taken something. A word to the others: no edit is refused for it. */
export interface Claim {
  readonly on: ClaimOn;
  readonly kind: "lease" | "area";
  readonly label: string;
  /** Empty where the device is nobody's own. */
  readonly person: string;
  readonly device: string;
  readonly role: string;
  /** Of this device. */
  readonly own: boolean;
  /**
   * "held": theirs. "waiting": somebody else has it. "asked": own, the hub has not answered. "alone": own, and no
   * hub is in reach: this device alone knows of it. "taken": it was theirs. "refused": own, and not to be had:
   * this person may not write there, or too much is claimed.
   */
  readonly state: "held" | "waiting" | "asked" | "alone" | "taken" | "refused";
  /** Who took it over, or "". */
  readonly takenBy: string;
  /** Wall milliseconds of this device's clock: over by then if nothing is heard. */
  readonly untilMs: number;
  readonly sinceMs: number;
  /** The hub says so now; else it did before it was out of reach. */
  readonly isLive: boolean;
}

/** A picture by its bytes; the value of a field of type `blob`. */
export type Picture = BlobValue["blob"];

/** A picture that was taken here and that the hub does not have. */
export interface DuePicture extends Picture {
  readonly scope: ScopeId;
}

/** How the pictures that were taken here stand. They are sent after everything else. */
export interface Pictures {
  readonly waiting: readonly DuePicture[];
  /** Of these, on its way now: bytes that the hub has of it, and that there are. */
  readonly sending: {
    readonly sha256: string;
    readonly sent: number;
    readonly size: number;
  } | null;
  /** None travel, either way, until the link is better. */
  readonly isHeldBack: boolean;
}

export interface Joining {
  /** The secret of an invitation's link, or its code as typed. */
  readonly invite: string;
  /** What the device shall be called; the hub may alter it. */
  readonly device: string;
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
