import { expect, test } from "vitest";
import { openedOf, rowOf, stepOf, toWire } from "./wire.ts";

const kBeyond = "18446744073709551615";

test("writes scopes as numbers as long as numbers hold them", () => {
  const link = (scope: string) => ({ link: { scope, record: "r", label: "scope" } });
  expect(
    toWire({
      scope: "7",
      scopes: [kBeyond, "9007199254740991"],
      edits: [{ edit: "set", record: 0, field: "scope", value: link(kBeyond) }, link("1")],
      nothing: null,
    }),
  ).toEqual({
    scope: 7,
    scopes: [kBeyond, 9007199254740991],
    edits: [
      { edit: "set", record: 0, field: "scope", value: link(kBeyond) },
      { link: { scope: 1, record: "r", label: "scope" } },
    ],
    nothing: null,
  });
});

test("reads a row, and what was left out", () => {
  const value = { link: { scope: 5 as unknown as string, record: "r", label: "l" } };
  const fields = { name: { value: "Ada" }, table: { value, status: "disagreement" } };
  expect(rowOf({ scope: 7, record: "r", status: "contested", conflict: true, fields })).toEqual({
    scope: "7",
    record: "r",
    isContested: true,
    values: { name: "Ada", table: { link: { scope: "5", record: "r", label: "l" } } },
    disputed: ["table"],
  });
});

test("reads every kind of step", () => {
  const wire = { scope: 1, record: "r", fields: {} };
  const row = { scope: "1", record: "r", isContested: false, values: {}, disputed: [] };
  expect(stepOf({ added: 0, row: wire })).toEqual({ step: "added", at: 0, row });
  expect(stepOf({ removed: 0 })).toEqual({ step: "removed", at: 0 });
  expect(stepOf({ moved: 2, to: 0 })).toEqual({ step: "moved", from: 2, to: 0 });
  expect(stepOf({ changed: 0, row: wire })).toEqual({ step: "changed", at: 0, row });
});

test("reads a record with the dots of its fields", () => {
  const fields = { name: { value: "Ada", status: "settled", dots: ["d1"] } };
  const wire = { record: "r", collection: "guests", status: "alive", fields } as const;
  expect(openedOf("7", wire)).toMatchObject({
    collection: "guests",
    values: { name: "Ada" },
    dots: { name: ["d1"] },
    isContested: false,
  });
});
