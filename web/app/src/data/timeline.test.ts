import type { Row } from "@wedsync/client";
import { expect, test } from "vitest";
import type { Arrival } from "./arrivals.ts";
import { planShift, shiftDraft, stateOf, toItem } from "./timeline.ts";

const noon = Date.UTC(2026, 8, 26, 12);
const at = (minutes: number) => noon + minutes * 60_000;

let next = 0;
function item(startMin: number, minutes: number, more: Row["values"] = {}) {
  return toItem({
    scope: "1",
    record: `i${++next}`,
    isContested: false,
    disputed: [],
    values: { title: "x", starts_at: at(startMin), duration_min: minutes, ...more },
  });
}

test("a shift moves what follows until a buffer has soaked it up", () => {
  const call = item(0, 30);
  const dinner = item(30, 60);
  const buffer = item(90, 20, { kind: "break" });
  const dance = item(110, 10);
  const shift = planShift([dance, buffer, dinner, call], call.record, 10);
  expect(shift.moves.map((each) => [each.item.record, each.byMin])).toEqual([
    [call.record, 10],
    [dinner.record, 10],
  ]);
  expect(shift.soaked).toEqual([{ item: buffer, byMin: 10, left: 10 }]);
  expect(shift.stays?.item).toBe(dance);
});

test("what is more than the buffer goes on", () => {
  const call = item(0, 30);
  const buffer = item(30, 20, { kind: "break" });
  const dance = item(50, 10);
  const shift = planShift([call, buffer, dance], call.record, 30);
  expect(shift.soaked).toEqual([{ item: buffer, byMin: 30, left: 0 }]);
  expect(shift.moves.map((each) => each.byMin)).toEqual([30, 10]);
  expect(shift.stays).toBeNull();
});

test("free time soaks it up as a buffer does; a short turn-round does not", () => {
  const call = item(0, 30);
  const soon = item(40, 20);
  const late = item(180, 10);
  const shift = planShift([call, soon, late], call.record, 15);
  expect(shift.moves.map((each) => each.byMin)).toEqual([15, 15]);
  expect(shift.stays).toEqual({ item: late, freeMin: 15 });
});

test("earlier moves all up to the next buffer, which gets longer", () => {
  const call = item(0, 30);
  const buffer = item(30, 20, { kind: "break" });
  const dance = item(50, 10);
  const shift = planShift([call, buffer, dance], call.record, -5);
  expect(shift.moves.map((each) => each.byMin)).toEqual([-5]);
  expect(shift.soaked).toEqual([{ item: buffer, byMin: -5, left: 25 }]);
  expect(shift.stays?.item).toBe(dance);
});

test("what is done stays, and a shift of nothing is nothing", () => {
  const done = item(0, 30, { is_done: true });
  const dinner = item(30, 60);
  expect(planShift([done, dinner], dinner.record, 0).moves).toEqual([]);
  expect(planShift([done, dinner], done.record, 10).moves).toEqual([]);
});

test("a shift is written to counters, so that another's counts too", () => {
  const call = item(0, 30);
  const buffer = item(30, 20, { kind: "break" });
  const draft = shiftDraft("1", planShift([call, buffer], call.record, 10));
  expect(draft.edits).toEqual([
    { edit: "increment", record: call.record, field: "delay_min", by: 10 },
    { edit: "increment", record: buffer.record, field: "delay_min", by: 10 },
    { edit: "set", record: buffer.record, field: "duration_min", value: 10 },
  ]);
});

test("an item stands where it was shifted to", () => {
  const moved = item(0, 30, { delay_min: 10 });
  expect([moved.startsMs, moved.endsMs, moved.plannedMs]).toEqual([at(10), at(40), at(0)]);
});

test("an item is late by its vendor, or when it should be over", () => {
  const cake = item(0, 15, { vendor: { record: "v" } });
  const due: Arrival = {
    scope: "1",
    record: "a",
    label: "",
    vendor: "v",
    dueMs: at(-10),
    isHere: false,
    hereAtMs: null,
    leftAtMs: null,
    gate: "",
    vehicle: "",
    boxes: 0,
    signedBy: "",
    notes: "",
  };
  expect(stateOf(cake, [due], at(2))).toEqual({ kind: "late", byMs: 12 * 60_000, isVendor: true });
  expect(stateOf(cake, [{ ...due, isHere: true }], at(2))).toEqual({ kind: "under way" });
  expect(stateOf(cake, [], at(40))).toEqual({ kind: "late", byMs: 25 * 60_000, isVendor: false });
  expect(stateOf(cake, [due], at(-1))).toEqual({ kind: "to come" });
  expect(stateOf(item(0, 15, { is_done: true }), [], at(90))).toEqual({ kind: "done" });
});
