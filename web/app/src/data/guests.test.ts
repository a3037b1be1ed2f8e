import type { Row } from "@wedsync/client";
import { expect, test } from "vitest";
import {
  addWalkIn,
  arrivalsOver,
  checkIn,
  checkOut,
  kitchenCount,
  stillToCome,
  tally,
  toGuest,
} from "./guests.ts";

let next = 0;
const guest = (values: Row["values"]) =>
  toGuest({ scope: "1", record: `g${++next}`, isContested: false, disputed: [], values });

const minute = 60_000;

test("people brought along count, and those who declined do not", () => {
  const all = [
    guest({ checked_in: true, plus_ones: 2 }),
    guest({ rsvp: "accepted" }),
    guest({ rsvp: "declined" }),
  ];
  expect(tally(all)).toEqual({ expected: 4, arrived: 3 });
});

test("who comes after all counts, whatever they had said", () => {
  expect(tally([guest({ rsvp: "declined", checked_in: true })])).toEqual({
    expected: 1,
    arrived: 1,
  });
});

test("the kitchen gets covers, meals, diets and allergies of those who come", () => {
  const count = kitchenCount([
    guest({ meal: "beef", diets: ["halal"], plus_ones: 1 }),
    guest({ meal: "beef", allergies: " Nuts " }),
    guest({ meal: "fish", allergies: "nuts", is_child: true }),
    guest({ meal: "fish", diets: ["vegan"], rsvp: "declined" }),
  ]);
  expect(count).toEqual({
    covers: 4,
    children: 1,
    meals: [
      ["beef", 2],
      ["", 1],
      ["fish", 1],
    ],
    diets: [["halal", 1]],
    allergies: [["nuts", 2]],
  });
});

test("parties still to come are those with somebody missing, the largest first", () => {
  const parties = stillToCome([
    guest({ party: "Bello", checked_in: true }),
    guest({ party: "Bello" }),
    guest({ party: "Chen", plus_ones: 1 }),
    guest({ party: "Vega", rsvp: "declined" }),
  ]);
  expect(parties.map(({ party, people }) => [party, people])).toEqual([
    ["Chen", 2],
    ["Bello", 1],
  ]);
});

test("arrivals come in stretches, the empty ones between too, the last one open", () => {
  const at = (ms: number) => guest({ checked_in: true, checked_in_at: ms });
  const all = [at(100 * minute), at(101 * minute), at(125 * minute), at(900 * minute)];
  expect(arrivalsOver(all, 128 * minute)).toEqual([
    { fromMs: 100 * minute, people: 2, isOpen: false },
    { fromMs: 110 * minute, people: 0, isOpen: false },
    { fromMs: 120 * minute, people: 1, isOpen: true },
  ]);
  expect(arrivalsOver([], 128 * minute)).toEqual([]);
});

test("checking in writes the time that the earliest of wins, and out takes both back", () => {
  const ann = guest({});
  expect(checkIn(ann, 7).edits).toEqual([
    { edit: "set", record: ann.record, field: "checked_in", value: true },
    { edit: "set", record: ann.record, field: "checked_in_at", value: 7 },
  ]);
  expect(checkOut(ann).edits).toHaveLength(2);
});

test("a walk-in is one change, with only what was said", () => {
  const draft = addWalkIn(
    "1",
    { name: " Ada  de la Cruz ", party: "", table: "t1", plusOnes: 0, allergies: "", isIn: true },
    9,
  );
  expect(draft.edits[0]).toEqual({ edit: "create", collection: "guests" });
  const set = Object.fromEntries(
    draft.edits.flatMap((edit) => (edit.edit === "set" ? [[edit.field, edit.value]] : [])),
  );
  expect(set).toEqual({
    full_name: "Ada de la Cruz",
    first_name: "Ada de la",
    last_name: "Cruz",
    rsvp: "accepted",
    table: { record: "t1" },
    checked_in: true,
    checked_in_at: 9,
  });
});

test("a name of blanks is not shown as nothing", () => {
  expect(guest({ full_name: "  " }).name).toBe("–");
  expect(guest({ first_name: "Ann", last_name: "Lee" }).name).toBe("Ann Lee");
});
