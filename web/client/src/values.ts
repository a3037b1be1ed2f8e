/** A whole number that may lie beyond 2^53, as text of its digits. */
export type ScopeId = string;
/** The name of a record in its scope; made by the engine, compared and kept, never taken apart. */
export type RecordId = string;
/** The name of a record among those of every scope. */
export type RowKey = string;

/** Records of two scopes may have the same name: what holds records of several goes by this. */
export function rowKey(row: { readonly scope: ScopeId; readonly record: RecordId }): RowKey {
  return `${row.scope} ${row.record}`;
}

/** The name of a field; [collection, field] numbers where the schema does not know it; null: the life of the record. */
export type FieldName = string | readonly [number, number] | null;

/** The name of a change; made by the engine, compared and kept, never taken apart. */
export type Dot = string;

/** A reference to a record of the same scope. */
export interface RecordValue {
  readonly record: RecordId;
}
/** A reference to a record of any scope. */
export interface LinkValue {
  readonly link: { readonly scope: ScopeId; readonly record: RecordId; readonly label: string };
}
/** Bytes that are kept elsewhere under their hash. */
export interface BlobValue {
  readonly blob: { readonly sha256: string; readonly size: number };
}

/**
 * What a field holds. Real numbers that are whole, whole numbers beyond 2^53 and bytes have forms of
 * their own, so that nothing changes its kind on the way. Times are whole milliseconds since 1970.
 */
export type Value =
  | null
  | boolean
  | number
  | string
  | { readonly real: number }
  | { readonly integer: string }
  | { readonly bytes: string }
  | RecordValue
  | LinkValue
  | BlobValue;

/** What a field reads as; the elements where it is a set. */
export type FieldValue = Value | readonly Value[];

/** A record as a query gives it. */
export interface Row {
  readonly scope: ScopeId;
  readonly record: RecordId;
  /** One person deleted it, another edited it meanwhile: somebody has to decide. */
  readonly isContested: boolean;
  /** Fields of these were never written. */
  readonly values: Readonly<Record<string, FieldValue>>;
  /** Fields about which people disagreed; the value shown is the same on every device meanwhile. */
  readonly disputed: readonly string[];
}

/** What a form needs beside a row: which writes its fields showed when it was opened. */
export interface OpenedRecord extends Row {
  readonly collection: string;
  readonly dots: Readonly<Record<string, readonly Dot[]>>;
}

export type Comparison = "=" | "!=" | "<" | "<=" | ">" | ">=" | "has";

export interface Query {
  readonly collection: string;
  /** Left out: every scope that is held. */
  readonly scopes?: readonly ScopeId[];
  /**
   * Any text: each of its words begins a word in the searchable fields, accents and case aside. Without
   * words: all.
   */
  readonly search?: string;
  /** All of them hold. "has" asks whether a set has the element. */
  readonly filters?: readonly {
    readonly field: string;
    readonly is: Comparison;
    readonly value: Value;
  }[];
  /** Left out: an order that is stable and means nothing. */
  readonly sort?: readonly { readonly field: string; readonly descending?: boolean }[];
  /** Left out: all. */
  readonly limit?: number;
  /** The fields wanted. Left out: all. */
  readonly fields?: readonly string[];
}

/** A record that the same draft creates: its number among them. */
export type Created = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | number;

export type Edit =
  | { readonly edit: "create"; readonly collection: string }
  | {
      readonly edit: "set";
      readonly record: RecordId | Created;
      readonly field: string;
      readonly value: Value | { readonly record: Created };
      /** What an opened form had shown: what came in since is not overwritten, a person decides. */
      readonly seen?: readonly Dot[];
    }
  | { readonly edit: "clear"; readonly record: RecordId | Created; readonly field: string }
  | {
      readonly edit: "add" | "remove";
      readonly record: RecordId | Created;
      readonly field: string;
      readonly element: Value;
    }
  | {
      readonly edit: "increment";
      readonly record: RecordId | Created;
      readonly field: string;
      readonly by: number;
    }
  | { readonly edit: "delete"; readonly record: RecordId }
  /** For good, with all that the record ever said, on every device: nobody can take it back. */
  | { readonly edit: "erase"; readonly record: RecordId };

/** Edits of one scope that are done together or not at all. */
export interface Draft {
  readonly scope: ScopeId;
  readonly edits: readonly Edit[];
  /** 0 (whenever) to 9 (first). */
  readonly priority?: number;
  /** Wall milliseconds by which to send. */
  readonly deadline_ms?: number;
  /** A short name for people of what this is. */
  readonly type?: string;
}
