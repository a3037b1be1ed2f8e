import type { Row } from "@wedsync/client";
import { expect, test } from "vitest";
import { toArrival } from "./arrivals.ts";
import { boardOfArrivals, dialable, elsewhere, isSameFirm, toVendor } from "./vendors.ts";

const row = (record: string, values: Row["values"], scope = "1"): Row => ({
  scope,
  record,
  values,
  disputed: [],
  isContested: false,
});
const minute = 60_000;
const now = 1_000 * minute;

test("arrivals stand as late, expected, here or left, each in the order that matters", () => {
  const due = (record: string, minutes: number, more: Row["values"] = {}) =>
    toArrival(row(record, { due_at: now + minutes * minute, ...more }));
  const board = boardOfArrivals(
    [
      due("soon", 10),
      due("later", 60),
      due("just due", -3),
      due("late", -20),
      due("very late", -90),
      due("here", -60, { has_arrived: true, arrived_at: now - 50 * minute }),
      due("gone", -60, { has_arrived: true, arrived_at: now - 50 * minute, left_at: now }),
      toArrival(row("open", {})),
    ],
    now,
  );
  const names = (stand: keyof typeof board) => board[stand].map((each) => each.record);
  expect(names("late")).toEqual(["very late", "late"]);
  expect(names("expected")).toEqual(["just due", "soon", "later", "open"]);
  expect(names("here")).toEqual(["here"]);
  expect(names("left")).toEqual(["gone"]);
});

test("only what a telephone dials is dialled", () => {
  expect(dialable("+44 (20) 7946-0123")).toBe("+442079460123");
  expect(dialable("020 7946 0123 ext")).toBe("02079460123");
  expect(dialable("javascript:alert(1)")).toBe("1");
  expect(dialable("–")).toBe("");
});

test("a firm is known again at another wedding by its name, number or address", () => {
  const vendor = (record: string, scope: string, values: Row["values"]) =>
    toVendor(row(record, values, scope));
  const one = vendor("a", "1", { name: "Fern & Fable", phone: "+44 1", email: "" });
  expect(isSameFirm(one, vendor("b", "2", { name: "fern and fable", phone: "+441" }))).toBe(true);
  expect(isSameFirm(one, vendor("b", "2", { name: "FERN  FABLE" }))).toBe(true);
  expect(isSameFirm(one, vendor("b", "2", { name: "Fern" }))).toBe(false);
  const all = [
    one,
    vendor("b", "2", { name: "Fern & Fable" }),
    vendor("c", "1", { name: "Fern & Fable" }),
  ];
  expect(elsewhere(one, all).map((each) => each.record)).toEqual(["b"]);
});
