import type { HistoryItem } from "@wedsync/client";
import { expect, test } from "vitest";
import { lastWriter } from "./who.ts";

const item = (
  person: string,
  ms: number,
  field: string,
  place: "current" | "replaced",
): HistoryItem => ({
  dot: `${ms}`,
  person,
  device: "",
  ms,
  pending: false,
  effects: [{ field, place }],
});

test("the writer is the one whose value holds, not the last who wrote", () => {
  const items = [
    item("Mara", 1, "checked_in_at", "current"),
    item("Tom", 2, "checked_in_at", "replaced"),
    item("Leo", 3, "meal", "current"),
  ];
  expect(lastWriter(items, "checked_in_at")).toEqual({ person: "Mara", ms: 1 });
  expect(lastWriter(items, "phone")).toBeNull();
});
