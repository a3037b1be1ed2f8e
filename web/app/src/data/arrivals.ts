import type { Draft, RecordId, Row, ScopeId } from "@wedsync/client";
import {
  countOf,
  flagOf,
  numberOf,
  oncePerAnswer,
  oncePerRow,
  recordOf,
  textOf,
} from "./fields.ts";
import { useLive } from "./live.ts";

/** One coming of a vendor: expected, here, late. */
export interface Arrival {
  readonly scope: ScopeId;
  readonly record: RecordId;
  readonly label: string;
  readonly vendor: RecordId | null;
  readonly dueMs: number | null;
  readonly isHere: boolean;
  readonly hereAtMs: number | null;
  readonly leftAtMs: number | null;
  readonly gate: string;
  readonly vehicle: string;
  readonly boxes: number;
  readonly signedBy: string;
  readonly notes: string;
}

export const toArrival = oncePerRow(
  (row: Row): Arrival => ({
    scope: row.scope,
    record: row.record,
    label: textOf(row, "label"),
    vendor: recordOf(row, "vendor"),
    dueMs: numberOf(row, "due_at"),
    isHere: flagOf(row, "has_arrived"),
    hereAtMs: numberOf(row, "arrived_at"),
    leftAtMs: numberOf(row, "left_at"),
    gate: textOf(row, "gate"),
    vehicle: textOf(row, "vehicle"),
    boxes: countOf(row, "boxes"),
    signedBy: textOf(row, "signed_by"),
    notes: textOf(row, "notes"),
  }),
);

const toArrivals = oncePerAnswer((rows) => rows.map(toArrival));

export function useArrivals(scope?: ScopeId): readonly Arrival[] {
  return toArrivals(useLive({ collection: "arrivals", ...(scope && { scopes: [scope] }) }).rows);
}

/** By how much it is late, in ms; 0: it is not. Five minutes are not late. */
export function lateBy(arrival: Arrival, nowMs: number): number {
  const { dueMs, isHere } = arrival;
  if (isHere || dueMs === null) return 0;
  const late = nowMs - dueMs;
  return late > 5 * 60_000 ? late : 0;
}

/** The vendor is here. The earliest time wins where two people say so. */
export function arrive(arrival: Arrival, atMs: number): Draft {
  return {
    scope: arrival.scope,
    type: "arrival",
    priority: 7,
    edits: [
      { edit: "set", record: arrival.record, field: "has_arrived", value: true },
      { edit: "set", record: arrival.record, field: "arrived_at", value: atMs },
    ],
  };
}
