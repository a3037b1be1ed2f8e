import { expect, test } from "vitest";
import { offlineMs, spanOf, startPhases, waitingPath, xOf } from "./figures.ts";

test("the scale goes by tens", () => {
  expect(xOf(0.5)).toBe(0);
  expect(xOf(5000)).toBe(1);
  expect(xOf(1e9)).toBe(1);
  expect(xOf(50)).toBeCloseTo(0.5);
  expect(xOf(500)).toBeCloseTo(0.75);
});

const moments = [
  { ms: 100, waiting: 0, isOpen: true },
  { ms: 200, waiting: 4, isOpen: false },
  { ms: 300, waiting: 0, isOpen: true },
];

test("the time without a network is what lies between", () => {
  expect(offlineMs(moments, 400)).toBe(100);
  expect(offlineMs(moments.slice(0, 2), 400)).toBe(200);
  expect(offlineMs([], 400)).toBe(0);
});

test("what waited is drawn in steps", () => {
  const span = spanOf(moments, 400);
  expect(span).toEqual({ startMs: 100, endMs: 400 });
  expect(waitingPath(moments, span, 300, 100)).toBe(
    "M0 100L0 100L100 100L100 8L200 8L200 100L300 100L300 100Z",
  );
});

test("what the browser does not tell is left open", () => {
  const nothing = { getEntriesByType: () => [], getEntriesByName: () => [] };
  const phases = startPhases(nothing, { store: "s", drawn: "d" });
  expect(phases.every((each) => each.ms === null)).toBe(true);
});
