import { expect, test } from "vitest";
import type { Row } from "../values.ts";
import { patched, type Step, withIdentity } from "./rows.ts";

const row = (record: string, name = record): Row => ({
  scope: "1",
  record,
  isContested: false,
  values: { name },
  disputed: [],
});
const names = (rows: readonly Row[]) => rows.map(({ values }) => values.name).join("");
const abc = ["a", "b", "c"].map((name) => row(name));

test.each<[string, Step[], string]>([
  ["adds at the front", [{ step: "added", at: 0, row: row("x") }], "xabc"],
  ["adds at the end", [{ step: "added", at: 3, row: row("x") }], "abcx"],
  ["removes", [{ step: "removed", at: 1 }], "ac"],
  ["moves down: `to` counts without what moves", [{ step: "moved", from: 0, to: 2 }], "bca"],
  ["moves up", [{ step: "moved", from: 2, to: 0 }], "cab"],
  ["changes", [{ step: "changed", at: 1, row: row("b", "B") }], "aBc"],
  [
    "does one step after the other",
    [
      { step: "removed", at: 0 },
      { step: "added", at: 1, row: row("x") },
      { step: "moved", from: 2, to: 0 },
    ],
    "cbx",
  ],
])("%s", (_, steps, after) => {
  expect(names(patched(abc, steps))).toBe(after);
  expect(names(abc)).toBe("abc");
});

test("rows that no step names stay the same objects", () => {
  const after = patched(abc, [{ step: "changed", at: 1, row: row("b", "B") }]);
  expect(after[0]).toBe(abc[0]);
  expect(after[1]).not.toBe(abc[1]);
});

test.each<Step>([
  { step: "added", at: 4, row: row("x") },
  { step: "removed", at: 3 },
  { step: "moved", from: 3, to: 0 },
  { step: "moved", from: 0, to: 3 },
  { step: "changed", at: 3, row: row("x") },
])("refuses a step that does not fit: %o", (step) => {
  expect(() => patched(abc, [step])).toThrow(RangeError);
});

test("keeps what is as before when all rows come anew", () => {
  const anew = withIdentity(abc, [row("c"), row("a", "A"), row("x")]);
  expect(names(anew)).toBe("cAx");
  expect(anew[0]).toBe(abc[2]);
  expect(anew[1]).not.toBe(abc[0]);
});
