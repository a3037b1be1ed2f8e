import type { RecordId, Row, ScopeId } from "@wedsync/client";
import { choiceOf, numberOf, oncePerAnswer, oncePerRow, setOf, textOf } from "./fields.ts";
import { useLive } from "./live.ts";
import { dayOf, hourMs } from "./now.ts";

export const eventStates = ["planned", "confirmed", "running", "done", "cancelled"] as const;

export interface Wedding {
  readonly scope: ScopeId;
  readonly record: RecordId;
  readonly name: string;
  readonly couple: string;
  readonly hall: string;
  readonly status: (typeof eventStates)[number];
  readonly startsMs: number | null;
  readonly endsMs: number | null;
  readonly expected: number | null;
  readonly capacity: number | null;
  readonly coordinator: string;
  readonly notes: string;
  readonly tags: readonly string[];
}

export const toWedding = oncePerRow(
  (row: Row): Wedding => ({
    scope: row.scope,
    record: row.record,
    name: textOf(row, "couple").trim() || textOf(row, "name").trim() || "–",
    couple: textOf(row, "couple"),
    hall: textOf(row, "hall"),
    status: choiceOf(row, "status", eventStates, "planned"),
    startsMs: numberOf(row, "starts_at"),
    endsMs: numberOf(row, "ends_at"),
    expected: numberOf(row, "expected_guests"),
    capacity: numberOf(row, "capacity"),
    coordinator: textOf(row, "coordinator"),
    notes: textOf(row, "notes"),
    tags: setOf(row, "tags"),
  }),
);

const byStart = (a: Wedding, b: Wedding) =>
  (a.startsMs ?? Number.MAX_SAFE_INTEGER) - (b.startsMs ?? Number.MAX_SAFE_INTEGER) ||
  (a.scope < b.scope ? -1 : 1);

const toWeddings = oncePerAnswer((rows) => rows.map(toWedding).sort(byStart));

/** Every wedding that is held here, in the order they start. */
export function useWeddings(): readonly Wedding[] {
  return toWeddings(useLive({ collection: "events" }).rows);
}

/** The wedding of a scope; null as long as it is not there. */
export function useWedding(scope: ScopeId | null): Wedding | null {
  const found = useWeddings().find((each) => each.scope === scope);
  return found ?? null;
}

/** What begins in the night, up to this hour, while a wedding of the day still runs is of that day. */
const nightEndsMs = 6 * hourMs;

/**
 * The weddings of one day: today's, else those of the next day that has any, else of the last one.
 * Those that run past midnight belong to the day they began, and so does what begins in the night
 * before the last of them ends.
 */
export function weddingsOfDay(
  all: readonly Wedding[],
  nowMs: number,
): { readonly dayMs: number; readonly weddings: readonly Wedding[] } {
  let dayMs = 0;
  let endMs = 0;
  const planned = all
    .filter(({ startsMs, status }) => startsMs !== null && status !== "cancelled")
    .sort(byStart)
    .map((wedding) => {
      const startsMs = wedding.startsMs ?? 0;
      const ownMs = dayOf(startsMs);
      if (ownMs !== dayMs && startsMs >= Math.min(endMs, ownMs + nightEndsMs)) {
        dayMs = ownMs;
        endMs = 0;
      }
      endMs = Math.max(endMs, wedding.endsMs ?? startsMs);
      return { wedding, dayMs };
    });
  const today = dayOf(nowMs);
  const day =
    planned.find(
      ({ wedding }) => (wedding.startsMs ?? 0) < nowMs && (wedding.endsMs ?? 0) > nowMs,
    ) ??
    planned.find((each) => each.dayMs >= today) ??
    planned.at(-1);
  return {
    dayMs: day?.dayMs ?? today,
    weddings: planned.filter((each) => each.dayMs === day?.dayMs).map(({ wedding }) => wedding),
  };
}
