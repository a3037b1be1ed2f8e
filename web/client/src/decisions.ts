import type { Dot, Draft, FieldName, FieldValue, RecordId, ScopeId, Value } from "./values.ts";

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
