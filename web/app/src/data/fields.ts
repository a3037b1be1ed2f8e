import type { FieldValue, RecordId, Row } from "@wedsync/client";

/** Reads the fields of rows as what they are on screen. What was never written reads as empty. */

export function textOf(row: Row, field: string): string {
  const value = row.values[field];
  return typeof value === "string" ? value : "";
}

function toNumber(value: FieldValue | undefined): number | null {
  if (typeof value === "number") return value;
  if (typeof value !== "object" || value === null) return null;
  if ("real" in value) return value.real;
  if ("integer" in value) return Number(value.integer);
  return null;
}

export function numberOf(row: Row, field: string): number | null {
  return toNumber(row.values[field]);
}

export function countOf(row: Row, field: string): number {
  return numberOf(row, field) ?? 0;
}

export function flagOf(row: Row, field: string): boolean {
  return row.values[field] === true;
}

/** The record that the field refers to. */
export function recordOf(row: Row, field: string): RecordId | null {
  const value = row.values[field];
  return typeof value === "object" && value !== null && "record" in value ? value.record : null;
}

export function setOf(row: Row, field: string): readonly string[] {
  const value = row.values[field];
  return Array.isArray(value)
    ? value.filter((each): each is string => typeof each === "string")
    : [];
}

/** One of the choices; `otherwise` where the value is none of them. */
export function choiceOf<T extends string>(
  row: Row,
  field: string,
  choices: readonly T[],
  otherwise: T,
): T {
  const value = row.values[field];
  return choices.find((each) => each === value) ?? otherwise;
}

/** `read`, done once for each answer of a query; an answer is replaced when anything in it changes. */
export function oncePerAnswer<T>(read: (rows: readonly Row[]) => T): (rows: readonly Row[]) => T {
  const known = new WeakMap<readonly Row[], T>();
  return (rows) => {
    const found = known.get(rows) ?? read(rows);
    known.set(rows, found);
    return found;
  };
}

/** `read`, done once for each row; a row is replaced when anything in it changes. */
export function oncePerRow<T>(read: (row: Row) => T): (row: Row) => T {
  const known = new WeakMap<Row, T>();
  return (row) => {
    const found = known.get(row) ?? read(row);
    known.set(row, found);
    return found;
  };
}
