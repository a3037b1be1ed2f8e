import { expect, test } from "vitest";
import { presentOf } from "./present.ts";

const ana = {
  scope: 7,
  device: "tablet-1",
  person: "Ana",
  activity: "editing",
  record: "r",
  field: "name",
  here: true,
  age_ms: 900,
} as const;

test("says who is where, and when they were heard from", () => {
  const told = { available: true, present: [ana, { ...ana, here: false, field: [1, 2] }] };
  expect(presentOf(told, 10_000)).toEqual([
    {
      scope: "7",
      person: "Ana",
      device: "tablet-1",
      record: "r",
      field: "name",
      activity: "editing",
      seenMs: 9_000,
      isLive: true,
    },
    expect.objectContaining({ field: null, isLive: false }),
  ]);
});

test("nobody is live where the hub cannot be heard", () => {
  expect(presentOf({ available: false, present: [ana] }, 10_000)[0]?.isLive).toBe(false);
});
