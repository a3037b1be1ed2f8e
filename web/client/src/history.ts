import type { Dot, Edit, FieldName, RecordId, ScopeId, Value } from "./values.ts";

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
