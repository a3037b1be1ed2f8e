import type { Row } from "@wedsync/client";
import { describe, expect, test } from "vitest";
import { legendOf, marksOf } from "./diets.ts";
import { toGuest } from "./guests.ts";
import { isFree, roomOf, seatNumbers, toSeat, toTable } from "./seating.ts";
import { seatGuest, swapGuests } from "./seating_moves.ts";

const row = (record: string, values: Row["values"]): Row => ({
  scope: "1",
  record,
  values,
  disputed: [],
  isContested: false,
});
const table = (record: string, capacity: number | null, values: Row["values"] = {}) =>
  toTable(
    row(record, { label: `Table ${record}`, ...(capacity !== null && { capacity }), ...values }),
  );
const seats = (at: string, count: number, values: Row["values"] = {}) =>
  Array.from({ length: count }, (_, index) =>
    toSeat(row(`${at}-${index + 1}`, { table: { record: at }, number: index + 1, ...values })),
  );
const guest = (record: string, values: Row["values"] = {}) =>
  toGuest(row(record, { full_name: record, rsvp: "accepted", ...values }));
const at = (of: string, seat?: string): Row["values"] => ({
  table: { record: of },
  ...(seat && { seat: { record: seat } }),
});

describe("who sits where", () => {
  test("guests sit at their seats, the others of the table at what is free, with those they bring", () => {
    const room = roomOf([table("t", 4)], seats("t", 4), [
      guest("Ana", at("t", "t-3")),
      guest("Ben", { ...at("t"), plus_ones: 1 }),
      guest("Cy"),
    ]);
    const [setting] = room.settings;
    expect(setting?.places.map((each) => each.guests.map(({ name }) => name))).toEqual([
      ["Ben"],
      [],
      ["Ana"],
      [],
    ]);
    expect(setting?.places[1]?.companionOf?.name).toBe("Ben");
    expect(setting?.places.map(isFree)).toEqual([false, false, false, true]);
    expect([room.seated, room.people]).toEqual([3, 4]);
    expect(room.unseated.map(({ name }) => name)).toEqual(["Cy"]);
  });

  test("without seats of their own tables have as many places as their capacity", () => {
    const room = roomOf([table("t", 3)], [], [guest("Ana", at("t"))]);
    expect(room.settings[0]?.places.map((each) => each.seat)).toEqual([null, null, null]);
    expect(room.settings[0]?.places[0]?.guests[0]?.name).toBe("Ana");
  });

  test("a table that is gone leaves its guests to be seated; who declined takes no seat", () => {
    const room = roomOf(
      [table("t", 2)],
      [],
      [guest("Ana", at("gone")), guest("Ben", { ...at("t"), rsvp: "declined" })],
    );
    expect(room.unseated.map(({ name }) => name)).toEqual(["Ana"]);
    expect(room.declined.map(({ name }) => name)).toEqual(["Ben"]);
    expect(room.seated).toBe(0);
  });

  test("nobody sits on a seat that is not in use unless it was given to them", () => {
    const room = roomOf([table("t", 2)], seats("t", 2, { is_blocked: true }), [
      guest("Ana", at("t")),
    ]);
    expect(room.settings[0]?.places.map((each) => each.isExtra)).toEqual([false, false, true]);
  });
});

test("seats are numbered around their own table, whatever else they are called", () => {
  const numbers = seatNumbers([...seats("b", 2), ...seats("a", 3).reverse()]);
  expect([numbers.get("a-1"), numbers.get("a-3"), numbers.get("b-2")]).toEqual([1, 3, 2]);
});

test("a move is one draft: table and seat, or the table with the seat given up", () => {
  const [seat] = seats("t", 1);
  expect(seatGuest(guest("Ana"), table("t", 4), seat ?? null).edits).toEqual([
    { edit: "set", record: "Ana", field: "table", value: { record: "t" } },
    { edit: "set", record: "Ana", field: "seat", value: { record: "t-1" } },
  ]);
  expect(seatGuest(guest("Ana"), table("t", 4), null).edits[1]).toEqual({
    edit: "clear",
    record: "Ana",
    field: "seat",
  });
});

test("two who swap write each other's places", () => {
  const [one, two] = seats("t", 2);
  const draft = swapGuests(
    { guest: guest("Ana"), table: table("t", 2), seat: one ?? null },
    { guest: guest("Ben"), table: table("t", 2), seat: two ?? null },
  );
  expect(draft.edits.filter((edit) => "field" in edit && edit.field === "seat")).toEqual([
    { edit: "set", record: "Ana", field: "seat", value: { record: "t-2" } },
    { edit: "set", record: "Ben", field: "seat", value: { record: "t-1" } },
  ]);
});

test("allergies come before diets, in whatever language they were typed", () => {
  const marks = marksOf(
    guest("Ana", { allergies: "Nüsse, bees", diets: ["végétarien", "low salt"] }),
  );
  expect(marks.map(({ letters }) => letters)).toEqual(["N", "!", "V", "L"]);
  expect(marks.map(({ isAllergy }) => isAllergy)).toEqual([true, true, false, false]);
  expect(
    legendOf([guest("A", { diets: ["vegan"] }), guest("B", { diets: ["Vegan"] })]),
  ).toHaveLength(1);
  expect(marksOf(guest("Ana", { diets: ["غلوتين"] }))[0]?.name).toBe("glutenFree");
});
