import type { Draft, Edit } from "@wedsync/client";
import type { Guest } from "./guests.ts";
import type { Seat, Table } from "./seating.ts";

const sit = (guest: Guest, table: Table, seat: Seat | null): Edit[] => [
  { edit: "set", record: guest.record, field: "table", value: { record: table.record } },
  seat === null
    ? { edit: "clear", record: guest.record, field: "seat" }
    : { edit: "set", record: guest.record, field: "seat", value: { record: seat.record } },
];

/** Seats a guest, wherever they sat before. Without a seat they are at the table and nowhere in particular. */
export function seatGuest(guest: Guest, table: Table, seat: Seat | null): Draft {
  return { scope: guest.scope, type: "seat", priority: 6, edits: sit(guest, table, seat) };
}

/** Takes a guest from their table. */
export function unseatGuest(guest: Guest): Draft {
  return {
    scope: guest.scope,
    type: "unseat",
    priority: 6,
    edits: [
      { edit: "clear", record: guest.record, field: "table" },
      { edit: "clear", record: guest.record, field: "seat" },
    ],
  };
}

interface Sitting {
  readonly guest: Guest;
  readonly table: Table;
  readonly seat: Seat | null;
}

/** Two guests who sit change places. */
export function swapGuests(one: Sitting, other: Sitting): Draft {
  return {
    scope: one.guest.scope,
    type: "swap",
    priority: 6,
    edits: [...sit(one.guest, other.table, other.seat), ...sit(other.guest, one.table, one.seat)],
  };
}

/** Locks a table against moves, or opens it. */
export function setLocked(table: Table, isLocked: boolean): Draft {
  return {
    scope: table.scope,
    type: isLocked ? "lock" : "unlock",
    edits: [{ edit: "set", record: table.record, field: "is_locked", value: isLocked }],
  };
}
