import type { Row } from "@wedsync/client";
import { describe, expect, test } from "vitest";
import { legendOf, marksOf } from "./diets.ts";
import { toGuest } from "./guests.ts";
import { isFree, roomOf, toSeat, toTable } from "./seating.ts";
import { seatGuest, swapGuests } from "./seating_moves.ts";
import { problemsOf } from "./seating_problems.ts";

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

describe("what to see to", () => {
  test("a table with more guests than places names the nearest with room", () => {
    const room = roomOf(
      [table("a", 1, { x: 0, y: 0 }), table("b", 2, { x: 9, y: 0 }), table("c", 2, { x: 3, y: 0 })],
      [],
      [guest("Ana", at("a")), guest("Ben", at("a"))],
    );
    const [problem] = problemsOf(room);
    expect(problem).toMatchObject({ kind: "over", over: 1 });
    expect(problem?.ways[0]).toMatchObject({ kind: "move", to: { table: { record: "c" } } });
    expect(problem?.ways.at(-1)).toMatchObject({ kind: "addPlace", capacity: 2 });
  });

  test("the same seat for two is shown, and either may move to a free one of the table", () => {
    const room = roomOf([table("a", 3)], seats("a", 3), [
      guest("Ana", at("a", "a-2")),
      guest("Ben", at("a", "a-2")),
    ]);
    const [problem] = problemsOf(room);
    expect(problem).toMatchObject({ kind: "twice", place: { number: 2 } });
    expect(problem?.ways.map((way) => way.kind === "move" && way.place.number)).toEqual([1, 1]);
    expect(room.seated).toBe(2);
  });

  test("a guest without a step-free place is named where their table has one", () => {
    const [first] = seats("a", 1);
    const stepFree = toSeat(row("s", { table: { record: "a" }, number: 2, kind: "wheelchair" }));
    const room = roomOf([table("a", 2)], first ? [first, stepFree] : [], [
      guest("Ana", { ...at("a", "a-1"), needs_wheelchair: true }),
    ]);
    expect(problemsOf(room)).toMatchObject([
      { kind: "stepFree", ways: [{ place: { number: 2 } }] },
    ]);
  });

  test("a locked table is no way out", () => {
    const room = roomOf(
      [table("a", 1), table("b", 5, { is_locked: true })],
      [],
      [guest("Ana", at("a")), guest("Ben", at("a"))],
    );
    expect(problemsOf(room)[0]?.ways.map(({ kind }) => kind)).toEqual(["addPlace"]);
  });
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
