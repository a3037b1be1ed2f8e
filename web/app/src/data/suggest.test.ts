import type { Suggestion } from "@wedsync/client";
import { expect, test } from "vitest";
import { adviceOf, confidenceOf } from "./suggest.ts";

const suggestion = (over: Partial<Suggestion>): Suggestion => ({
  scope: "1",
  record: "a:1:0",
  field: "hall",
  client: "c",
  server: "s",
  action: "client_wins",
  confidence: 0.93,
  take: "c",
  reasons: [{ reason: "order", text: "" }],
  alternatives: [],
  protected: false,
  source: "model",
  ...over,
});

test("confidence is a word, and too little of it is none", () => {
  expect([0.9, 0.89, 0.7, 0.69, 0.5, 0.49].map(confidenceOf)).toEqual([
    "sure",
    "fairly",
    "fairly",
    "perhaps",
    "perhaps",
    null,
  ]);
});

test("a value to take, or one with both edits", () => {
  expect(adviceOf(suggestion({}))).toMatchObject({ confidence: "sure", take: "c" });
  const merge = suggestion({ action: "merge", take: null, merged: "both" });
  expect(adviceOf(merge)).toMatchObject({ take: null, merged: "both" });
});

test("nothing is shown of what people have to decide, nor of guesses", () => {
  const hidden: readonly Partial<Suggestion>[] = [
    { protected: true },
    { field: "allergies" },
    { field: "price_cents" },
    { field: "phone" },
    { field: null },
    { confidence: 0.4 },
    { reasons: [] },
    { action: "user_choice", take: null },
    { action: "merge", take: null },
  ];
  expect(hidden.map((each) => adviceOf(suggestion(each)))).toEqual(hidden.map(() => null));
  expect(adviceOf(null)).toBeNull();
});
