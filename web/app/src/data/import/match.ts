import type { RecordId, Row } from "@wedsync/client";
import { plainOf, type Wanted, type WantedValue } from "./plan.ts";

export type MatchProblem = "ambiguous" | "stranger";

/** The record that is here already for a wanted one. */
export interface Match {
  readonly row: Row | null;
  /** Why it is left out; null: it is not. */
  readonly problem: MatchProblem | null;
  /** New, though one of this name is here that the list does not have. */
  readonly isNamesake: boolean;
}

const titles = { tables: "label", seats: "label", guests: "full_name" } as const;
const order = ["tables", "seats", "guests"] as const;

/** So often two records of one key are compared whole, at most; what is left is ambiguous. */
const comparisonsMax = 4_000_000;

const none: Match = { row: null, problem: null, isNamesake: false };
const keyOf = (parts: readonly string[]) => JSON.stringify(parts);

/** Whether a field says what is wanted. */
export function isSame(
  here: Row["values"][string] | undefined,
  wanted: WantedValue,
  recordAt: (planned: number) => RecordId | null,
): boolean {
  if (typeof wanted !== "object") return here === wanted;
  if ("elements" in wanted) {
    const own: readonly unknown[] = Array.isArray(here) ? here : [];
    return wanted.elements.every((each) => own.includes(each));
  }
  const record = recordAt(wanted.planned);
  return (
    record !== null &&
    typeof here === "object" &&
    here !== null &&
    "record" in here &&
    here.record === record
  );
}

/**
 * Finds each record of a plan among those of the wedding: by its keys in order, a record for one wanted
 * only. Of several with one key those that say the same already are taken first; then one and one are a
 * pair; anything else is ambiguous, and left out: nobody guesses.
 */
export function matchAll(
  plan: readonly Wanted[],
  rowsOf: Readonly<Record<Wanted["collection"], readonly Row[]>>,
): readonly Match[] {
  const matches: Match[] = plan.map(() => none);
  const taken = new Set<Row>();
  const recordAt = (planned: number) => matches[planned]?.row?.record ?? null;
  const textIn = (wanted: Wanted, field: string) => plainOf(wanted.fields.get(field));
  const isOpen = (at: number) => matches[at]?.row === null && matches[at]?.problem === null;
  let comparisons = 0;

  const take = (at: number, row: Row) => {
    taken.add(row);
    matches[at] = { ...none, row };
  };
  const leaveOut = (at: number, problem: MatchProblem) => {
    matches[at] = { ...none, problem };
  };
  const saysSame = (row: Row, wanted: Wanted) =>
    [...wanted.fields].every(([field, value]) => isSame(row.values[field], value, recordAt));

  /** Nothing but the number of a list agrees: not one name, address or party. */
  const isStranger = (row: Row, wanted: Wanted) =>
    wanted.keys[0]?.[0] === "import_key" &&
    ![...wanted.fields].some(
      ([field, value]) =>
        typeof value === "string" &&
        !["import_key", "rsvp", "side"].includes(field) &&
        row.values[field] === value,
    );

  const settle = (level: number, wanted: readonly number[], rows: readonly Row[]) => {
    // By a later key only where not both sides have an import key: those differ, then.
    const hasKey = level > 0 && wanted.some((at) => plan[at]?.fields.has("import_key"));
    const fitting = hasKey ? rows.filter((row) => plainOf(row.values.import_key) === "") : rows;
    for (const at of wanted) {
      const same = fitting.find(
        (row) =>
          !taken.has(row) && ++comparisons < comparisonsMax && saysSame(row, plan[at] as Wanted),
      );
      if (same) take(at, same);
    }
    const open = wanted.filter(isOpen);
    const left = fitting.filter((row) => !taken.has(row));
    const [row] = left;
    if (!row) return;
    const [first] = open;
    if (open.length === 1 && left.length === 1 && first !== undefined) {
      if (level === 0 && isStranger(row, plan[first] as Wanted)) leaveOut(first, "stranger");
      else take(first, row);
      return;
    }
    for (const at of open) leaveOut(at, "ambiguous");
  };

  for (const collection of order) {
    const own = plan.flatMap((wanted, at) => (wanted.collection === collection ? [at] : []));
    if (own.length === 0) continue;
    // The oldest first, whatever order they came in.
    const rows = rowsOf[collection].toSorted((a, b) => (a.record < b.record ? -1 : 1));
    const levels = plan[own[0] ?? 0]?.keys ?? [];
    for (const [level, names] of levels.entries()) {
      const groups = new Map<string, { wanted: number[]; rows: Row[] }>();
      for (const at of own) {
        const wanted = plan[at] as Wanted;
        if (!isOpen(at) || textIn(wanted, names[0] ?? "") === "") continue;
        const key = keyOf(names.map((name) => textIn(wanted, name)));
        const group = groups.get(key) ?? { wanted: [], rows: [] };
        group.wanted.push(at);
        groups.set(key, group);
      }
      for (const row of rows) {
        if (taken.has(row)) continue;
        groups.get(keyOf(names.map((name) => plainOf(row.values[name]))))?.rows.push(row);
      }
      for (const group of groups.values()) settle(level, group.wanted, group.rows);
    }
    noteNamesakes(collection, own, rows);
  }

  /** A list may have moved a guest to another party, or have two of one name: people know. */
  function noteNamesakes(
    collection: Wanted["collection"],
    own: readonly number[],
    rows: readonly Row[],
  ): void {
    const title = titles[collection];
    const names = new Set(
      rows.filter((row) => !taken.has(row)).map((row) => plainOf(row.values[title])),
    );
    names.delete("");
    for (const at of own) {
      if (isOpen(at) && names.has(textIn(plan[at] as Wanted, title))) {
        matches[at] = { ...none, isNamesake: true };
      }
    }
  }
  return matches;
}
