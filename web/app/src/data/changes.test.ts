import type { History } from "@wedsync/client";
import { expect, test } from "vitest";
import { changesOf } from "./changes.ts";

const history = (note: History["items"][number]["note"]): History => ({
  whole: true,
  items: [
    {
      dot: "a.1",
      person: "",
      device: "hub",
      ms: 1,
      pending: false,
      ...(note ? { note } : {}),
      effects: [{ field: "notes", value: "both", place: "current" }],
    },
  ],
});
const settled = (note: History["items"][number]["note"]) => changesOf(history(note))[0]?.settledBy;

test("what nobody decided says why it was settled, and how sure that was", () => {
  expect(settled({ kind: "auto_decides", reason: "same_words" })).toEqual({
    reason: "same_words",
    confidence: 1,
  });
  expect(settled({ kind: "auto_decides", reason: "likely_choice", confidence: 0.97 })).toEqual({
    reason: "likely_choice",
    confidence: 0.97,
  });
  expect(settled({ kind: "auto_decides", reason: "of_tomorrow" })?.reason).toBe("unknown");
});

test("what people did was settled by them", () => {
  expect(settled(undefined)).toBeUndefined();
  expect(settled({ kind: "decides", dot: "b.1" })).toBeUndefined();
});
