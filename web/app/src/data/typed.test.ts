import { expect, test } from "vitest";
import { typedText, typedValue } from "./typed.ts";

test("what a form begins with is what it gives back", () => {
  const noon = new Date(2026, 8, 26, 12, 30).getTime();
  for (const [field, value] of [
    ["starts_at", noon],
    ["price_cents", 310_050],
    ["capacity", 12],
    ["phone", "+44 20 7946"],
  ] as const) {
    expect(typedValue(field, value, typedText(field, value))).toBe(value);
  }
  expect(typedText("price_cents", 310_050)).toBe("3100.50");
});

test("what is no value of the kind is none", () => {
  expect(typedValue("capacity", 1, "ten")).toBeNull();
  expect(typedValue("capacity", 1, "1.5")).toBeNull();
  expect(typedValue("starts_at", 1, "soon")).toBeNull();
  expect(typedValue("phone", "", "  ")).toBeNull();
});
