import type { FieldName, RecordId, ScopeId } from "./values.ts";

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
