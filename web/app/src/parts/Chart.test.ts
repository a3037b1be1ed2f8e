import { expect, test } from "vitest";
import { everyDay } from "../data/usage.ts";
import { roundedUp } from "./Chart.tsx";

test("an axis ends where people count to, at or above the most", () => {
  expect([0, 1, 2, 9, 10, 11, 198, 210, 1_000, 1_001].map(roundedUp)).toEqual([
    1, 1, 2, 9, 10, 20, 200, 300, 1_000, 2_000,
  ]);
});

test("every day has its place, also where nobody counted", () => {
  const day = 86_400_000;
  const answer = {
    days: [{ day: 18 * day, devices: 2, sessions: 3, edits: 7, touched: 1 }],
    sessions: 3,
    edits: 7,
    touched: { value: 1, standard_error: 0.016 },
    session_ms: null,
    devices: [],
    missing: [],
    as_of: 20 * day + 5_000,
  };
  expect(everyDay(answer, 4)).toEqual([
    { day: 17 * day, edits: 0, sessions: 0, devices: 0 },
    { day: 18 * day, edits: 7, sessions: 3, devices: 2 },
    { day: 19 * day, edits: 0, sessions: 0, devices: 0 },
    { day: 20 * day, edits: 0, sessions: 0, devices: 0 },
  ]);
});
