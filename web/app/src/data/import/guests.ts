import { csvUnguarded } from "../csv_out.ts";
import { columns as allColumns, type Column, type Meaning } from "./columns.ts";
import { completeName, type GuestName, readNames } from "./couples.ts";
import type { CsvProblem, CsvRow, CsvTable } from "./csv.ts";
import { NoListError } from "./csv.ts";
import { folded, joined, splitList, trimmed, wholeNumber } from "./fold.ts";
import { isEmail, namesTable, readAnswer, readHousehold, readYesNo } from "./guest_words.ts";

/** A guest as a list names one. What the list does not say is empty. */
export interface ImportedGuest {
  importKey: string;
  fullName: string;
  firstName: string;
  lastName: string;
  email: string;
  phone: string;
  party: string;
  side: string;
  rsvp: string;
  /** False: the list says nothing of it, and `rsvp` is what a new guest begins with. */
  isRsvpSaid: boolean;
  table: string;
  seat: string;
  meal: string;
  diets: string[];
  allergies: string;
  notes: string;
  tags: string[];
  plusOnes: number;
  isChild: boolean;
  needsWheelchair: boolean;
  /** The line of the file the guest comes from. */
  line: number;
}

export type RowProblem =
  | "beyond"
  | "noName"
  | "notEmail"
  | "itemTooLong"
  | "answer"
  | "notCount"
  | "noLimit"
  | "over50"
  | "notNumber"
  | "uncounted"
  | "sameId"
  | CsvProblem;

/** Something in a row that could not be taken as it stands. */
export interface RowError {
  readonly line: number;
  readonly column: string;
  readonly problem: RowProblem;
  /** What the words for the problem name: "family", the line of the same id. */
  readonly about: string;
  /** True: the whole row was left out; false: only this cell was. */
  readonly isRowLost: boolean;
}

export interface GuestList {
  readonly guests: readonly ImportedGuest[];
  /** By line. */
  readonly errors: readonly RowError[];
  /** Columns that have no place here, or whose meaning is not known. */
  readonly unknownColumns: readonly string[];
  /** The event whose column of answers was taken, where the list has one. */
  readonly event: string;
  /** Rows that this column leaves empty: not invited to it, so left out. */
  readonly notInvited: number;
}

const guestsMax = 100_000;
const plusOnesMax = 50;
const elementMax = 256;

/** Folded. The bride is the first of the couple, as lists have it. */
const sideWords: Readonly<Record<string, string>> = {
  first: "first",
  second: "second",
  both: "both",
  bride: "first",
  groom: "second",
  brides: "first",
  grooms: "second",
  braut: "first",
  brautigam: "second",
  mariee: "first",
  marie: "second",
  novia: "first",
  novio: "second",
  mutual: "both",
  beide: "both",
};

const isTooLong = (text: string) => new TextEncoder().encode(text).length > elementMax;

const emptyGuest = (): ImportedGuest => ({
  importKey: "",
  fullName: "",
  firstName: "",
  lastName: "",
  email: "",
  phone: "",
  party: "",
  side: "",
  rsvp: "invited",
  isRsvpSaid: false,
  table: "",
  seat: "",
  meal: "",
  diets: [],
  allergies: "",
  notes: "",
  tags: [],
  plusOnes: 0,
  isChild: false,
  needsWheelchair: false,
  line: 0,
});

type TextField = {
  [Key in keyof ImportedGuest]: ImportedGuest[Key] extends string ? Key : never;
}[keyof ImportedGuest];

function keep(guest: ImportedGuest, field: TextField, text: string): void {
  if (guest[field] === "") guest[field] = text;
}

interface Out {
  readonly guests: ImportedGuest[];
  readonly errors: RowError[];
  notInvited: number;
}

const plainFields: Readonly<Partial<Record<Column, TextField>>> = {
  key: "importKey",
  fullName: "fullName",
  firstName: "firstName",
  lastName: "lastName",
  phone: "phone",
  table: "table",
  seat: "seat",
  meal: "meal",
  allergies: "allergies",
};

/** Reads one row: the guests it names. */
class RowReader {
  /** The one the row is about, then further ones; `members` says which columns are whose. */
  readonly guests: ImportedGuest[] = [emptyGuest()];
  readonly members: string[] = [""];
  couple = "";
  householdSize: number | null = null;
  hasPlusOnes = false;
  isInvited = true;

  constructor(
    readonly table: CsvTable,
    readonly columns: readonly Meaning[],
    readonly row: CsvRow,
    readonly out: Out,
  ) {}

  get main(): ImportedGuest {
    return this.guests[0] as ImportedGuest;
  }

  /** `tableAbove` is the table that an earlier row named for those below it. */
  read(tableAbove: string): void {
    for (const [at, meaning] of this.columns.entries()) {
      const cell = trimmed(csvUnguarded(this.row.cells[at] ?? ""));
      if (cell === "" && meaning.isNamedAfterEvent) this.isInvited = false;
      if (cell !== "") this.take(at, meaning, cell);
    }
    if (!this.isInvited) {
      this.out.notInvited++;
      return;
    }
    for (let at = this.columns.length; at < this.row.cells.length; at++) {
      if (trimmed(this.row.cells[at] ?? "") !== "") this.error(String(at + 1), "beyond");
    }
    if (this.main.table === "") this.main.table = tableAbove;
    this.nameGuests();
    if (this.main.fullName === "") {
      this.error("name", "noName", "", true);
      return;
    }
    this.complete();
    this.out.guests.push(...this.guests);
  }

  error(column: string | number, problem: RowProblem, about = "", isRowLost = false): void {
    const name = typeof column === "number" ? (this.table.header[column] ?? "") : column;
    this.out.errors.push({ line: this.row.line, column: name, problem, about, isRowLost });
  }

  guestOf(member: string): ImportedGuest {
    const at = this.members.indexOf(member);
    const found = this.guests[at];
    if (found) return found;
    const made = emptyGuest();
    this.members.push(member);
    this.guests.push(made);
    return made;
  }

  take(at: number, meaning: Meaning, text: string): void {
    const plain = plainFields[meaning.column];
    const guest = this.guestOf(meaning.member);
    if (plain !== undefined) {
      keep(guest, plain, text);
      return;
    }
    switch (meaning.column) {
      case "coupleNames":
        if (this.couple === "") this.couple = text;
        return;
      case "email":
        if (isEmail(text)) keep(guest, "email", text);
        else this.error(at, "notEmail");
        return;
      case "party": {
        const household = readHousehold(text);
        keep(guest, "party", household.name);
        if (household.size !== null) this.householdSize = household.size;
        return;
      }
      case "side":
        this.takeSide(guest, text);
        return;
      case "rsvp":
        this.takeRsvp(guest, at, text);
        return;
      case "invitedCount":
        this.takeInvitedCount(at, text);
        return;
      case "diets":
        this.append(guest.diets, at, text);
        return;
      case "notes":
        guest.notes += (guest.notes === "" ? "" : "\n") + text;
        return;
      case "tags":
        this.takeTags(guest, at, text);
        return;
      case "plusOne":
      case "plusOnesAllowed":
        this.takePlusOne(at, meaning, text);
        return;
      case "child":
        guest.isChild = readYesNo(text) ?? false;
        return;
      case "wheelchair":
        guest.needsWheelchair = readYesNo(text) ?? false;
        return;
    }
  }

  append(items: string[], at: number, text: string): void {
    for (const item of splitList(text, /[,;|]/)) {
      if (isTooLong(item)) this.error(at, "itemTooLong");
      else if (!items.includes(item)) items.push(item);
    }
  }

  takeTags(guest: ImportedGuest, at: number, text: string): void {
    this.append(guest.tags, at, text);
    const seating = guest.tags.findIndex(namesTable);
    if (seating < 0 || guest.table !== "") return;
    guest.table = guest.tags[seating] ?? "";
    guest.tags.splice(seating, 1);
  }

  /** Other words than those for one of the couple's sides are worth a tag. */
  takeSide(guest: ImportedGuest, text: string): void {
    const word = folded(text);
    const side = Object.hasOwn(sideWords, word) ? sideWords[word] : undefined;
    if (side !== undefined) guest.side = side;
    else if (!isTooLong(text)) guest.tags.push(text);
  }

  takeRsvp(guest: ImportedGuest, at: number, text: string): void {
    const answer = readAnswer(text);
    if (answer === null) {
      this.error(at, "answer");
      return;
    }
    guest.rsvp = answer.rsvp;
    guest.isRsvpSaid = true;
    if (answer.count !== null) this.householdSize = answer.count;
  }

  /** 0: not invited; -1: as many as they like; N: a party of N. */
  takeInvitedCount(at: number, text: string): void {
    const count = wholeNumber(text, true);
    if (count === null || count < -1 || count > plusOnesMax) {
      this.error(at, "notCount");
      return;
    }
    if (count === 0) this.isInvited = false;
    if (count === -1) this.error(at, "noLimit");
    if (count > 0) this.householdSize = count;
  }

  takePlusOne(at: number, meaning: Meaning, text: string): void {
    const count = wholeNumber(text, false);
    const isOne = readYesNo(text);
    if (count !== null) {
      if (count > plusOnesMax) {
        this.error(at, "over50");
        return;
      }
      this.main.plusOnes = count;
      this.hasPlusOnes = true;
    } else if (isOne !== null) {
      this.main.plusOnes = isOne ? 1 : 0;
      this.hasPlusOnes = true;
    } else if (meaning.column === "plusOnesAllowed") {
      this.error(at, "notNumber");
    } else {
      keep(this.guestOf(this.table.header[at] ?? ""), "fullName", text);
    }
  }

  nameGuests(): void {
    const { main } = this;
    const hasParts = main.firstName !== "" || main.lastName !== "";
    if (main.fullName === "" && !hasParts) main.fullName = this.couple;
    if (
      main.firstName === "" &&
      main.fullName !== "" &&
      main.lastName !== "" &&
      !main.fullName.endsWith(main.lastName)
    ) {
      // "Nombre", "Apellidos": a name beside a family name is the given name.
      main.firstName = main.fullName;
      main.fullName = "";
    }
    const isWhole = hasParts && main.fullName !== "";
    const text = main.fullName === "" ? joined(main.firstName, main.lastName) : main.fullName;
    const mayBeCouple = !isWhole && (!hasParts || readNames(main.firstName).guests.length > 1);
    if (mayBeCouple && text !== "") this.split(text);
    else name(main);
    for (const guest of this.guests.slice(1)) name(guest);
    // A further guest with an e-mail address alone is nobody yet.
    const named = this.guests.filter((guest, at) => at === 0 || guest.fullName !== "");
    this.guests.splice(0, this.guests.length, ...named);
  }

  /** The people of one cell; the rest of the row is said of the first. */
  split(text: string): void {
    const cell = readNames(text);
    if (cell.guests.length > 1) keep(this.main, "party", text);
    if (cell.plusOnes !== 0) {
      this.main.plusOnes += cell.plusOnes;
      this.hasPlusOnes = true;
    }
    if (cell.uncounted !== "") this.error("name", "uncounted", cell.uncounted);
    const [first, ...others] = cell.guests;
    if (first) setName(this.main, first);
    const made = others.map((other) => {
      const guest = emptyGuest();
      setName(guest, other);
      return guest;
    });
    this.guests.splice(1, 0, ...made);
  }

  /** What is said of the row is said of everyone in it. */
  complete(): void {
    const { main } = this;
    if (main.party === "" && this.guests.length > 1) main.party = main.fullName;
    const named = this.guests.length;
    const size = this.householdSize;
    if (size !== null && size > named && !this.hasPlusOnes && main.rsvp !== "declined") {
      main.plusOnes = size - named;
    }
    for (const [at, guest] of this.guests.entries()) {
      guest.line = this.row.line;
      if (at === 0) continue;
      keep(guest, "party", main.party);
      keep(guest, "side", main.side);
      keep(guest, "table", main.table);
      if (!guest.isRsvpSaid) guest.rsvp = main.rsvp;
      guest.isRsvpSaid ||= main.isRsvpSaid;
      if (guest.importKey === "" && main.importKey !== "") {
        guest.importKey = `${main.importKey}#${at + 1}`;
      }
    }
  }
}

function setName(guest: ImportedGuest, { full, first, last }: GuestName): void {
  guest.fullName = full;
  guest.firstName = first;
  guest.lastName = last;
}

function name(guest: ImportedGuest): void {
  const { fullName, firstName, lastName } = guest;
  setName(guest, completeName({ full: fullName, first: firstName, last: lastName }));
}

export const namesGuests = (columns: readonly Meaning[]): boolean =>
  columns.some(
    ({ column, member }) =>
      member === "" && ["fullName", "firstName", "lastName", "coupleNames"].includes(column),
  );

/** Two rows of one id would be one guest: the later one is left out. */
function withoutEqualKeys(out: Out): readonly ImportedGuest[] {
  const lines = new Map<string, number>();
  const dropped = new Set<number>();
  for (const guest of out.guests) {
    if (guest.importKey === "") continue;
    const line = lines.get(guest.importKey);
    if (line === undefined) lines.set(guest.importKey, guest.line);
    if (line === undefined || line === guest.line || dropped.has(guest.line)) continue;
    dropped.add(guest.line);
    out.errors.push({
      line: guest.line,
      column: "id",
      problem: "sameId",
      about: String(line),
      isRowLost: true,
    });
  }
  return out.guests.filter((guest) => !dropped.has(guest.line));
}

/** The guests of a table whose columns mean what is said of them. Throws a NoListError. */
export function readGuests(table: CsvTable, columns: readonly Meaning[]): GuestList {
  if (!namesGuests(columns)) throw new NoListError("noNames");
  const out: Out = { guests: [], errors: [], notInvited: 0 };
  for (const bad of table.badRows) {
    out.errors.push({
      line: bad.line,
      column: String(bad.column),
      problem: bad.problem,
      about: "",
      isRowLost: true,
    });
  }
  let tableAbove = "";
  for (const row of table.rows) {
    const first = trimmed(row.cells[0] ?? "");
    if (columns.length === 1 && row.cells.length === 1 && namesTable(first)) {
      tableAbove = first;
      continue;
    }
    new RowReader(table, columns, row, out).read(tableAbove);
    if (out.guests.length > guestsMax) throw new NoListError("tooManyRows", row.line);
  }
  const guests = withoutEqualKeys(out);
  const isLeftOut = ({ column }: Meaning) => column === "unknown" || column === "noPlace";
  return {
    guests,
    errors: out.errors.toSorted((a, b) => a.line - b.line),
    unknownColumns: columns.flatMap((each, at) => {
      const header = table.header[at] ?? "";
      return isLeftOut(each) && trimmed(header) !== "" ? [header] : [];
    }),
    event: columns.findLast((each) => each.event !== "" && !isLeftOut(each))?.event ?? "",
    notInvited: out.notInvited,
  };
}

/** The columns one may choose for a column by hand. */
export const choosable: readonly Column[] = allColumns.filter(
  (each) => !["noPlace", "ownNote", "invitedCount", "title"].includes(each),
);
