import { csvUnguarded } from "../csv_out.ts";
import type { CsvTable } from "./csv.ts";
import { folded, trimmed, wholeNumber } from "./fold.ts";
import { isEmail, namesTable, readAnswer } from "./guest_words.ts";
import { headerNames } from "./header_names.ts";

/** What a column of a guest list says of a guest. The order is that of the choice on screen. */
export const columns = [
  "unknown",
  "fullName",
  "firstName",
  "lastName",
  "coupleNames",
  "email",
  "phone",
  "party",
  "side",
  "rsvp",
  "table",
  "seat",
  "meal",
  "diets",
  "allergies",
  "plusOne",
  "plusOnesAllowed",
  "child",
  "wheelchair",
  "tags",
  "notes",
  "key",
  "title",
  "invitedCount",
  /** Known, but there is no field for it (an address, a thank-you). */
  "noPlace",
  /** What an errors file adds to each row. */
  "ownNote",
] as const;
export type Column = (typeof columns)[number];

export interface Meaning {
  readonly column: Column;
  /** Empty: of the guest whom the row is about; otherwise the same for all columns of another. */
  readonly member: string;
  /** The event that an answer is for, as the header names it. */
  readonly event: string;
  /** The column is named after the event, so an empty cell says "not invited". */
  readonly isNamedAfterEvent: boolean;
}

export const meaningOfColumn = (column: Column): Meaning => ({
  column,
  member: "",
  event: "",
  isNamedAfterEvent: false,
});

const known = new Map<string, Column>(
  Object.entries(headerNames).flatMap(([column, names]) =>
    names.split(" ").map((name) => [name, column as Column] as const),
  ),
);

/** What the columns of a further guest begin with; "guest" only with a number from 2. */
const members = [
  "additionalguest",
  "companion",
  "partner",
  "spouse",
  "plusone",
  "plus1",
  "begleitung",
  "guest",
];

/** Ceremonies of one wedding, each with a column of its own. */
const ceremonies: ReadonlySet<string> = new Set([
  "mehndi",
  "sangeet",
  "haldi",
  "baraat",
  "nikah",
  "walima",
  "ceremony",
  "reception",
  "brunch",
  "rehearsaldinner",
  "welcomedinner",
  "afterparty",
]);

/** "companion2firstname": which further guest, and what of that guest. */
function memberMeaning(name: string): Meaning | null {
  for (const prefix of members) {
    if (!name.startsWith(prefix)) continue;
    const number = /^\d*/.exec(name.slice(prefix.length))?.[0] ?? "";
    const rest = name.slice(prefix.length + number.length);
    if (prefix === "guest" && number === "") return null;
    const column = rest === "" ? "fullName" : known.get(rest);
    if (column === undefined) return null;
    const isFirst = prefix === "guest" && number === "1";
    return { ...meaningOfColumn(column), member: isFirst ? "" : prefix + number };
  }
  return null;
}

/** By header alone. */
export function meaningOf(header: string): Meaning {
  // "rsvp / Ceremony": the answer for one event.
  const slash = header.indexOf(" / ");
  const name = folded(slash < 0 ? header : header.slice(0, slash));
  const column = known.get(name);
  if (column !== undefined) {
    const event = slash >= 0 && column === "rsvp" ? trimmed(header.slice(slash + 3)) : "";
    return { ...meaningOfColumn(column), event };
  }
  const whole = known.get(folded(header));
  if (whole !== undefined) return meaningOfColumn(whole);
  return memberMeaning(name) ?? meaningOfColumn("unknown");
}

const rowsLookedAt = 1000;

/** How many of a column's cells that are not empty look like something. */
function look(table: CsvTable, column: number, fits: (cell: string) => boolean) {
  const cells = table.rows
    .slice(0, rowsLookedAt)
    .map((row) => trimmed(row.cells[column] ?? ""))
    .filter((cell) => cell !== "");
  const fitting = cells.filter(fits).length;
  return {
    isHalf: cells.length > 0 && fitting * 2 >= cells.length,
    isAll: cells.length > 0 && fitting === cells.length,
  };
}

function isInvitedCount(cell: string): boolean {
  const count = wholeNumber(cell, true);
  return count !== null && count >= -1 && count <= 50;
}

/** Only with a country code: numbers without one may be anything. */
function isPhone(cell: string): boolean {
  const digits = cell.replace(/\D/g, "").length;
  return csvUnguarded(cell).startsWith("+") && digits >= 8 && /^['+0-9 ()\-./]*$/.test(cell);
}

/** A column that no header name explains, by its cells. */
function meaningByCells(table: CsvTable, at: number, all: readonly Meaning[]): Meaning {
  const header = table.header[at] ?? "";
  const isLike = (fits: (cell: string) => boolean) => look(table, at, fits).isHalf;
  const has = (column: Column) => all.some((each) => each.column === column && each.member === "");
  const named = { event: trimmed(header), isNamedAfterEvent: true };
  if (isLike((cell) => readAnswer(cell) !== null)) return { ...meaningOfColumn("rsvp"), ...named };
  if (ceremonies.has(folded(header)) && look(table, at, isInvitedCount).isAll) {
    return { ...meaningOfColumn("invitedCount"), ...named };
  }
  if (!has("email") && isLike(isEmail)) return meaningOfColumn("email");
  if (!has("phone") && isLike(isPhone)) return meaningOfColumn("phone");
  if (!has("table") && isLike(namesTable)) return meaningOfColumn("table");
  return meaningOfColumn("unknown");
}

const isAnswer = (meaning: Meaning): boolean =>
  meaning.member === "" && (meaning.column === "rsvp" || meaning.column === "invitedCount");

/** The column of answers that counts: for the event, or else the first. */
function chosenAnswer(all: readonly Meaning[], event: string): number {
  const wanted = folded(event);
  const named = all.findIndex((meaning) => {
    const name = folded(meaning.event);
    return isAnswer(meaning) && name !== "" && wanted !== "" && wanted.includes(name);
  });
  return named >= 0 ? named : all.findIndex(isAnswer);
}

/** Leaves the answers and meals of other events out. */
function keepOneEvent(all: readonly Meaning[], event: string): readonly Meaning[] {
  const at = chosenAnswer(all, event);
  const chosen = all[at];
  if (!chosen) return all;
  let isOfOther = false;
  const isForEvent = event !== "" && folded(event).includes(folded(chosen.event));
  return all.map((meaning, index) => {
    if (isAnswer(meaning)) {
      isOfOther = index !== at;
      if (isOfOther) return meaningOfColumn("unknown");
      return isForEvent ? meaning : { ...meaning, isNamedAfterEvent: false };
    }
    const isLeftOut = chosen.isNamedAfterEvent && isOfOther && meaning.column === "meal";
    return isLeftOut ? { ...meaning, column: "unknown" } : meaning;
  });
}

/**
 * By header, and by what the cells look like where no header helps: answers, e-mail addresses, phone
 * numbers, tables. Of answers for several events those for `event` are taken, or else the first; the
 * others' columns, meals included, become unknown.
 */
export function understandColumns(table: CsvTable, event: string): readonly Meaning[] {
  const all = table.header.map(meaningOf);
  for (const [at, meaning] of all.entries()) {
    if (meaning.column === "unknown") all[at] = meaningByCells(table, at, all);
  }
  return keepOneEvent(all, event);
}
