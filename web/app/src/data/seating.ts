import type { RecordId, Row, ScopeId } from "@wedsync/client";
import { byNumbers, byText } from "../words/order.ts";
import {
  choiceOf,
  flagOf,
  numberOf,
  oncePerAnswer,
  oncePerRow,
  recordOf,
  textOf,
} from "./fields.ts";
import { type Guest, isComing } from "./guests.ts";
import { useLive } from "./live.ts";

export const tableShapes = ["round", "long", "square", "head", "none"] as const;
export const seatKinds = ["standard", "child", "wheelchair", "staff"] as const;

export interface Table {
  readonly scope: ScopeId;
  readonly record: RecordId;
  readonly label: string;
  /** Null: as many as it has seats. */
  readonly capacity: number | null;
  readonly shape: (typeof tableShapes)[number];
  readonly zone: string;
  /** In whatever unit the plan was drawn; null: nobody has said where it stands. */
  readonly x: number | null;
  readonly y: number | null;
  readonly isLocked: boolean;
  readonly notes: string;
}

export interface Seat {
  readonly record: RecordId;
  readonly table: RecordId | null;
  readonly label: string;
  readonly number: number | null;
  readonly kind: (typeof seatKinds)[number];
  readonly isBlocked: boolean;
}

export const toTable = oncePerRow(
  (row: Row): Table => ({
    scope: row.scope,
    record: row.record,
    label: textOf(row, "label"),
    capacity: numberOf(row, "capacity"),
    shape: choiceOf(row, "shape", tableShapes, "round"),
    zone: textOf(row, "zone"),
    x: numberOf(row, "x"),
    y: numberOf(row, "y"),
    isLocked: flagOf(row, "is_locked"),
    notes: textOf(row, "notes"),
  }),
);

export const toSeat = oncePerRow(
  (row: Row): Seat => ({
    record: row.record,
    table: recordOf(row, "table"),
    label: textOf(row, "label"),
    number: numberOf(row, "number"),
    kind: choiceOf(row, "kind", seatKinds, "standard"),
    isBlocked: flagOf(row, "is_blocked"),
  }),
);

/** A place at a table, as the plan shows it. */
export interface Place {
  /** Counted from 1 around the table. */
  readonly number: number;
  /** Null: it has no record of its own; whoever sits here is at the table, at no seat in particular. */
  readonly seat: Seat | null;
  /** More than one: people gave the same seat twice. */
  readonly guests: readonly Guest[];
  /** Taken by somebody whom this guest brings along. */
  readonly companionOf: Guest | null;
  /** There is no chair for it. */
  readonly isExtra: boolean;
}

export const isFree = (place: Place): boolean =>
  place.guests.length === 0 && place.companionOf === null && !place.seat?.isBlocked;

/** A table with those who sit at it. */
export interface Setting {
  readonly table: Table;
  readonly places: readonly Place[];
  /** People, with those brought along. */
  readonly seated: number;
  readonly capacity: number;
  /** Everybody whose record names the table, who is coming. */
  readonly guests: readonly Guest[];
}

const bySeat = (a: Seat, b: Seat) =>
  (a.number ?? Number.MAX_SAFE_INTEGER) - (b.number ?? Number.MAX_SAFE_INTEGER) ||
  byNumbers(a.label, b.label) ||
  (a.record < b.record ? -1 : 1);

/** The number of each seat at its table, from 1, as the plan counts them. */
export function seatNumbers(seats: readonly Seat[]): ReadonlyMap<RecordId, number> {
  const numbers = new Map<RecordId, number>();
  const counted = new Map<RecordId, number>();
  for (const { record, table } of [...seats].sort(bySeat)) {
    if (table === null) continue;
    const number = (counted.get(table) ?? 0) + 1;
    counted.set(table, number);
    numbers.set(record, number);
  }
  return numbers;
}

/** A guest whose seat is twice given, or no seat of the table, still sits at the table. */
function settingOf(table: Table, seats: readonly Seat[], guests: readonly Guest[]): Setting {
  const capacity = table.capacity ?? seats.length;
  const chairs = Math.max(capacity, seats.length);
  const places: {
    seat: Seat | null;
    guests: Guest[];
    companionOf: Guest | null;
    isExtra: boolean;
  }[] = Array.from({ length: chairs }, (_, at) => ({
    seat: seats[at] ?? null,
    guests: [],
    companionOf: null,
    isExtra: false,
  }));
  const loose: Guest[] = [];
  for (const guest of guests) {
    const place = places.find((each) => each.seat !== null && each.seat.record === guest.seat);
    if (place) place.guests.push(guest);
    else loose.push(guest);
  }
  const next = (guest: Guest | null, companionOf: Guest | null) => {
    // Chairs nobody can be given by name are filled first, then the others.
    const free = (each: (typeof places)[number]) =>
      each.guests.length === 0 && each.companionOf === null && !each.seat?.isBlocked;
    const place =
      places.find((each) => each.seat === null && free(each)) ?? places.find((each) => free(each));
    const found = place ?? { seat: null, guests: [], companionOf: null, isExtra: true };
    if (!place) places.push(found);
    if (guest) found.guests.push(guest);
    found.companionOf = companionOf;
  };
  for (const guest of loose) next(guest, null);
  for (const guest of guests) {
    for (let count = 0; count < Math.min(guest.plusOnes, plusOnesMax); count++) next(null, guest);
  }
  const seated = guests.reduce((sum, guest) => sum + 1 + Math.max(0, guest.plusOnes), 0);
  return {
    table,
    capacity,
    seated,
    guests,
    places: places.map((place, at) => ({ ...place, number: at + 1 })),
  };
}

/** Nobody brings more than this to a plan; a mistyped 900 does not draw 900 chairs. */
const plusOnesMax = 20;

const byLabel = (a: Table, b: Table) =>
  byNumbers(a.label, b.label) || (a.record < b.record ? -1 : 1);

export interface Room {
  readonly settings: readonly Setting[];
  /** Coming, and at no table that there is. */
  readonly unseated: readonly Guest[];
  /** Declined, and still at a table. */
  readonly declined: readonly Guest[];
  /** People, with those brought along. */
  readonly seated: number;
  readonly people: number;
}

/** The list of a key, empty to begin with. */
function listIn<K, V>(lists: Map<K, V[]>, key: K): V[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}

const headsOf = (guests: readonly Guest[]) =>
  guests.reduce((sum, guest) => sum + 1 + Math.max(0, guest.plusOnes), 0);

/** Who sits where. */
export function roomOf(
  tables: readonly Table[],
  seats: readonly Seat[],
  guests: readonly Guest[],
): Room {
  const seatsAt = new Map<RecordId, Seat[]>();
  for (const seat of seats) {
    if (seat.table) listIn(seatsAt, seat.table).push(seat);
  }
  for (const list of seatsAt.values()) list.sort(bySeat);
  const known = new Set(tables.map((table) => table.record));
  const guestsAt = new Map<RecordId, Guest[]>();
  const unseated: Guest[] = [];
  const declined: Guest[] = [];
  const byName = (a: Guest, b: Guest) => byText(a.name, b.name) || (a.record < b.record ? -1 : 1);
  for (const guest of [...guests].sort(byName)) {
    const isHere = guest.table !== null && known.has(guest.table);
    if (!isComing(guest) && !guest.isIn) {
      if (isHere) declined.push(guest);
    } else if (isHere && guest.table !== null) {
      listIn(guestsAt, guest.table).push(guest);
    } else {
      unseated.push(guest);
    }
  }
  const settings = [...tables]
    .sort(byLabel)
    .map((table) =>
      settingOf(table, seatsAt.get(table.record) ?? [], guestsAt.get(table.record) ?? []),
    );
  const seated = settings.reduce((sum, each) => sum + each.seated, 0);
  return { settings, unseated, declined, seated, people: seated + headsOf(unseated) };
}

const toTables = oncePerAnswer((rows) => rows.map(toTable));
const toSeats = oncePerAnswer((rows) => rows.map(toSeat));

/** The plan of a wedding, kept up to date. */
export function useTables(scope: ScopeId): {
  tables: readonly Table[];
  seats: readonly Seat[];
  isThere: boolean;
} {
  const tables = useLive({ collection: "tables", scopes: [scope] });
  const seats = useLive({ collection: "seats", scopes: [scope] });
  return {
    tables: toTables(tables.rows),
    seats: toSeats(seats.rows),
    isThere: tables.isThere && seats.isThere,
  };
}
