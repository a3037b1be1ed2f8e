import type { RecordId, Row, ScopeId } from "@wedsync/client";
import { flagOf, numberOf, textOf } from "./fields.ts";
import { useLive } from "./live.ts";

/** Something that somebody did, found by the time that the record keeps of it. */
export interface Doing {
  readonly scope: ScopeId;
  readonly record: RecordId;
  readonly collection: string;
  readonly kind: "checkedIn" | "arrived" | "finished" | "taskDone" | "noted";
  readonly name: string;
  readonly ms: number;
  /** The field whose writer did it. */
  readonly field: string;
}

interface Source {
  readonly collection: string;
  readonly kind: Doing["kind"];
  readonly title: string;
  readonly time: string;
  /** The doing holds only as long as this is so. */
  readonly flag: string | null;
}

const sources: readonly Source[] = [
  {
    collection: "guests",
    kind: "checkedIn",
    title: "full_name",
    time: "checked_in_at",
    flag: "checked_in",
  },
  {
    collection: "arrivals",
    kind: "arrived",
    title: "label",
    time: "arrived_at",
    flag: "has_arrived",
  },
  {
    collection: "timeline_items",
    kind: "finished",
    title: "title",
    time: "ended_at",
    flag: "is_done",
  },
  { collection: "tasks", kind: "taskDone", title: "title", time: "done_at", flag: "is_done" },
  { collection: "notes", kind: "noted", title: "title", time: "touched_at", flag: null },
];

function doingOf(row: Row, source: Source): Doing | null {
  const ms = numberOf(row, source.time);
  if (ms === null || (source.flag !== null && !flagOf(row, source.flag))) return null;
  return {
    scope: row.scope,
    record: row.record,
    collection: source.collection,
    kind: source.kind,
    name: textOf(row, source.title),
    ms,
    field: source.time,
  };
}

/** The newest doings of `rows`, which belong to the sources in order. */
export function newest(
  rows: readonly (readonly Row[])[],
  nowMs: number,
  limit: number,
): readonly Doing[] {
  return rows
    .flatMap((some, at) => some.map((row) => doingOf(row, sources[at] as Source)))
    .filter((doing): doing is Doing => doing !== null && doing.ms <= nowMs)
    .sort((a, b) => b.ms - a.ms)
    .slice(0, limit);
}

/** What the team did last, in all weddings. */
export function useActivity(nowMs: number, limit: number): readonly Doing[] {
  const rows: (readonly Row[])[] = [];
  for (const { collection, time } of sources) {
    rows.push(
      useLive({ collection, sort: [{ field: time, descending: true }], limit: limit * 3 }).rows,
    );
  }
  return newest(rows, nowMs, limit);
}
