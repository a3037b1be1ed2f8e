import type { FieldValue, Sibling } from "@wedsync/client";
import { expect, test } from "vitest";
import { confidenceOf, suggest } from "./suggest.ts";

const side = (dot: string, value: FieldValue, ms = 0): Sibling => ({
  dot,
  ms,
  person: dot,
  device: "",
  value,
});
const of = (field: string, ...values: readonly FieldValue[]) =>
  suggest(
    field,
    values.map((value, at) => side(`d${at}`, value, at)),
  );

test("one word spelt twice: the newer spelling", () => {
  const found = of("hall", " orchard  barn", "Orchard Barn");
  expect(found).toMatchObject({ take: "d1", reasons: ["sameWords", "newer"] });
  expect(confidenceOf(found?.confidence ?? 0)).toBe("sure");
  expect(of("owner", "Zoe\u0308", "zoë")?.take).toBe("d1");
  expect(of("hall", "", " ")).toBeNull();
});

test("a moment that was seen: the earliest", () => {
  expect(of("arrived_at", 500, 300, 400)).toMatchObject({ take: "d1", reasons: ["earliest"] });
  expect(of("starts_at", 500, 300)).toBeNull();
  expect(of("arrived_at", 500, null)).toBeNull();
});

test("one text that only adds: the longer one", () => {
  const found = of("notes", "Door code 4711", "Door code 4711, key at the bar");
  expect(found).toMatchObject({ take: "d1", reasons: ["addsOnly", "nothingLost"] });
  expect(confidenceOf(found?.confidence ?? 0)).toBe("fairly");
  expect(of("notes", "nut", "nutmeg")).toBeNull();
  expect(of("notes", "call Tom", "call Mara")).toBeNull();
});

test("numbers, addresses and references are not taken for texts", () => {
  expect(of("phone", "0170 555", "0170 555 01")).toBeNull();
  expect(of("email", "bo@ek.org", "bo@ek.org.uk")).toBeNull();
  expect(of("table", { record: "a" }, { record: "b" })).toBeNull();
  expect(of("capacity", 10, 12)).toBeNull();
});

test("what only a person decides gets no suggestion", () => {
  for (const field of ["allergies", "price_cents", "quoted_price_cents", "budget_cents"]) {
    expect(of(field, "nuts", "Nuts ")).toBeNull();
    expect(of(field, "nuts", "nuts, sesame")).toBeNull();
  }
});

test("nothing is suggested about lives of records, unknown fields and single values", () => {
  const two = [side("a", "x"), side("b", "X")];
  expect(suggest(null, two)).toBeNull();
  expect(suggest([99, 1], two)).toBeNull();
  expect(of("hall", "x")).toBeNull();
});

test("confidence is a word, and below a half nothing", () => {
  expect([1, 0.9, 0.89, 0.7, 0.69, 0.5, 0.49].map(confidenceOf)).toEqual([
    "sure",
    "sure",
    "fairly",
    "fairly",
    "perhaps",
    "perhaps",
    null,
  ]);
});
