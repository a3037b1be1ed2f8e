import type { RecordId, Row, ScopeId } from "@wedsync/client";
import { choiceOf, numberOf, oncePerAnswer, oncePerRow, setOf, textOf } from "./fields.ts";
import { useLive } from "./live.ts";
import { dayOf } from "./now.ts";

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

/**
 * The weddings of one day: today's, else those of the next day that has any, else of the last one.
 * Those that run past midnight belong to the day they began.
 */
export function weddingsOfDay(
  all: readonly Wedding[],
  nowMs: number,
): { readonly dayMs: number; readonly weddings: readonly Wedding[] } {
  const today = dayOf(nowMs);
  const running = all.filter(
    (each) => each.startsMs !== null && each.startsMs < nowMs && (each.endsMs ?? 0) > nowMs,
  );
  const days = all
    .filter((each) => each.startsMs !== null && each.status !== "cancelled")
    .map((each) => dayOf(each.startsMs ?? 0));
  const next = days.filter((day) => day >= today).sort((a, b) => a - b)[0];
  const last = days.sort((a, b) => b - a)[0];
  const day = running[0]?.startsMs ? dayOf(running[0].startsMs) : (next ?? last ?? today);
  return {
    dayMs: day,
    weddings: all.filter(
      (each) =>
        each.startsMs !== null && dayOf(each.startsMs) === day && each.status !== "cancelled",
    ),
  };
}
