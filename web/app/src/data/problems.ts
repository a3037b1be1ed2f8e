import type { FieldValue, RecordId, Repair, ScopeId, Value, Violation } from "@wedsync/client";
import { useEffect, useMemo } from "preact/hooks";
import { problems as say } from "../words/en/problems.ts";
import { list } from "../words/format.ts";
import { fieldWords, momentWords, type Named, recordsIn, valueWords } from "./any_record.ts";
import { useClient } from "./client.ts";
import { useLive } from "./live.ts";
import { type Ref, useNamed } from "./named.ts";
import { seatNumbers, toSeat } from "./seating.ts";

/** What breaks a rule of the schema, in words, and what the engine proposes to mend it. */

/** What is asked of the records that a problem and its repairs name. */
export interface Names {
  readonly of: (record: RecordId) => Named | null | undefined;
  /** As the plan counts it, from 1; null: no seat, or not known. */
  readonly seatNumber: (seat: RecordId) => number | null;
  readonly nowMs: number;
}

const recordOf = (value: FieldValue | undefined): RecordId | null =>
  typeof value === "object" && value !== null && "record" in value ? value.record : null;

/** The edits of a repair that write something, with what they write; null: the field is emptied. */
interface Written {
  readonly record: RecordId;
  readonly field: string;
  readonly value: Value;
}

function writtenBy(repair: Repair): readonly Written[] {
  return repair.draft.edits.flatMap((edit): Written[] => {
    if (edit.edit !== "set" && edit.edit !== "clear") return [];
    const { record, field } = edit;
    if (typeof record === "number") return [];
    const value = edit.edit === "set" ? (edit.value as Value) : null;
    return [{ record, field, value }];
  });
}

/** Where it is to be seen on a plan: the table that is too small, or that of the first record. */
export function tableOf(problem: Violation, names: Names): RecordId | null {
  const first = problem.records[0];
  if (problem.subject) return problem.subject.record;
  if (!first) return null;
  if (problem.collection === "tables") return first.record;
  return recordOf(names.of(first.record)?.values.table);
}

const seatingCollections: ReadonlySet<string> = new Set(["guests", "tables", "seats"]);

/** Whether it is about who sits where at this wedding. */
export const isSeating = (problem: Violation, scope: ScopeId): boolean =>
  seatingCollections.has(problem.collection) &&
  problem.records.some((each) => each.scope === scope);

const titleIn = (names: Names, record: RecordId | null | undefined): string =>
  (record && names.of(record)?.title) || "…";

/** What is wrong, in a sentence. */
export function problemWords(problem: Violation, names: Names): string {
  const [first] = problem.records;
  const all = problem.records.map((each) => titleIn(names, each.record));
  const name = all[0] ?? "…";
  const table = titleIn(names, tableOf(problem, names));
  switch (problem.rule) {
    case "one_seat_one_guest": {
      const seat = first && recordOf(names.of(first.record)?.values.seat);
      return say("seatTwice", { table, seat: seatWords(names, seat ?? null) });
    }
    case "table_capacity":
      return say("tooMany", { table, count: (problem.total ?? 0) - (problem.limit ?? 0) });
    case "seat_not_blocked":
      return say("seatNotInUse", { name });
    case "step_free_seat":
      return say("stepFree", { name });
    case "declined_has_no_seat":
      return say("declined", { name });
  }
  const names3 = list(all.slice(0, 3));
  const [field] = problem.fields;
  switch (problem.kind) {
    case "unique":
      return say("same", { names: names3, field: fieldWords(field ?? null) });
    case "no_overlap":
      return say("atOnce", { names: names3 });
    case "order":
      return say("wrongOrder", { name });
    case "steps":
      return say("wentBack", { name, field: fieldWords(field ?? null) });
    default:
      return say("other", { names: names3 });
  }
}

/** Its figures, where there are any. */
export const countWords = (problem: Violation): string =>
  problem.total === undefined || problem.limit === undefined
    ? ""
    : say("counts", { total: problem.total, limit: problem.limit });

const seatWords = (names: Names, seat: RecordId | null): string => {
  if (seat === null) return "…";
  const number = names.seatNumber(seat);
  return number === null ? titleIn(names, seat) : say("seat", { number });
};

/** One who moves, and where to. */
interface Move {
  readonly record: RecordId;
  readonly table: RecordId | null;
  readonly seat: RecordId | null;
}

function movesOf(repair: Repair): readonly Move[] {
  const moves = new Map<RecordId, Move>();
  for (const { record, field, value } of writtenBy(repair)) {
    if (field !== "table" && field !== "seat") continue;
    const old = moves.get(record) ?? { record, table: null, seat: null };
    moves.set(record, { ...old, [field]: recordOf(value) });
  }
  return [...moves.values()];
}

function moveWords(repair: Repair, names: Names): string | null {
  const moves = movesOf(repair);
  const [first] = moves;
  if (!first) return null;
  const name = list(moves.map((each) => titleIn(names, each.record)));
  if (moves.some((each) => each.table !== first.table)) return say("moveAll", { name });
  const table = titleIn(names, first.table);
  if (first.table === null) {
    return say("moveSeat", { name, seat: seatWords(names, first.seat) });
  }
  return moves.length === 1 && first.seat !== null
    ? say("moveTableSeat", { name, table, seat: seatWords(names, first.seat) })
    : say("moveTable", { name, table });
}

/** What a repair would do: the words of its button. */
export function repairWords(repair: Repair, names: Names): string {
  const [first] = writtenBy(repair);
  if (repair.kind === "keep" || !first) return say("leave");
  const name = titleIn(names, first.record);
  const value = valueWords(first.field, first.value, (id) => titleIn(names, id), names.nowMs);
  const collection = names.of(first.record)?.collection;
  switch (repair.kind) {
    case "move":
      return (
        moveWords(repair, names) ?? say("set", { field: fieldWords(first.field), name, value })
      );
    case "raise":
      return collection === "tables"
        ? say("raise", { table: name, places: value })
        : say("set", { field: fieldWords(first.field), name, value });
    case "clear":
      return collection === "guests" && first.field === "table"
        ? say("freeSeat", { name })
        : say("empty", { field: fieldWords(first.field), name });
    case "rename":
      return say("rename", { name, value });
    case "restore":
      return say("restore", { name, value });
    case "shift":
      return say("shift", { name, time: value });
  }
}

/** What somebody who moves needs, and has there as well: a step-free seat, their diet, their allergies. */
export function staysWords(repair: Repair, names: Names): readonly string[] {
  if (repair.kind !== "move") return [];
  return movesOf(repair).flatMap(({ record, seat }): string[] => {
    const values = names.of(record)?.values;
    if (!values) return [];
    const isStepFree =
      values.needs_wheelchair === true &&
      seat !== null &&
      names.of(seat)?.values.kind === "wheelchair";
    const diets = Array.isArray(values.diets) ? values.diets : [];
    const needs = [
      ...(isStepFree ? [say("stepFreeSeat")] : []),
      ...diets.filter((each): each is string => typeof each === "string"),
      ...(typeof values.allergies === "string" && values.allergies !== ""
        ? [values.allergies]
        : []),
    ];
    return needs.length === 0
      ? []
      : [say("stays", { name: titleIn(names, record), needs: list(needs) })];
  });
}

/** One of those who are part of it: what it is called, who put it there, and when. */
export interface Placed extends Ref {
  readonly title: string;
  readonly by: string;
  readonly when: string;
}

const placedMax = 4;

/** Who put what there, the first first; of many the last, who came too late for the room there was. */
export function placedOf(problem: Violation, names: Names): readonly Placed[] {
  return problem.records.slice(-placedMax).map((each) => ({
    scope: each.scope,
    record: each.record,
    title: titleIn(names, each.record),
    by: each.person || each.device || "",
    when: each.ms === undefined ? "" : momentWords(each.ms, names.nowMs),
  }));
}

const none: readonly Violation[] = [];

/** What breaks a rule, kept up to date. */
export function useViolations(): readonly Violation[] {
  const client = useClient();
  useEffect(() => client.followViolations(), [client]);
  return client.violations.value ?? none;
}

/** The names that the words for these need. */
export function useProblemNames(problems: readonly Violation[], nowMs: number): Names {
  const refs = useMemo(
    () =>
      problems.flatMap((each): Ref[] => [
        ...each.records.map(({ scope, record }) => ({ scope, record })),
        ...(each.subject ? [each.subject] : []),
        ...each.repairs.flatMap((repair) =>
          writtenBy(repair).flatMap(({ record, value }) => [
            { scope: repair.draft.scope, record },
            ...recordsIn(repair.draft.scope, [value]),
          ]),
        ),
      ]),
    [problems],
  );
  const direct = useNamed(refs, problems);
  // Where those who are part of it sit now.
  const places = useNamed(
    refs.flatMap(({ scope, record }) => {
      const values = direct(record)?.values;
      return values ? recordsIn(scope, [values.table, values.seat]) : [];
    }),
    problems,
  );
  const scopes = [...new Set(refs.map((each) => each.scope))].sort();
  const seats = useLive(scopes.length === 0 ? null : { collection: "seats", scopes }).rows;
  const numbers = useMemo(() => seatNumbers(seats.map(toSeat)), [seats]);
  return {
    of: (record) => direct(record) ?? places(record),
    seatNumber: (seat) => numbers.get(seat) ?? null,
    nowMs,
  };
}
