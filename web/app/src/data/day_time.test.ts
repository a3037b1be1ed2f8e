import { expect, test } from "vitest";
import { atClock, eveningOf, toClock } from "./day_time.ts";

const noon = new Date(2026, 8, 26, 12, 0).getTime();

test("a time of the day and its text are the same", () => {
  const ms = atClock(noon, "19:30");
  expect(ms).toBe(new Date(2026, 8, 26, 19, 30).getTime());
  expect(toClock(ms ?? 0)).toBe("19:30");
});

test("small hours are of the night after", () => {
  expect(atClock(noon, "01:15")).toBe(new Date(2026, 8, 27, 1, 15).getTime());
  expect(eveningOf(new Date(2026, 8, 27, 1, 15).getTime())).toBe(new Date(2026, 8, 26).getTime());
  expect(eveningOf(noon)).toBe(new Date(2026, 8, 26).getTime());
});

test("what is no time is none", () => {
  for (const text of ["", "7", "25:00", "12:75", "noon"]) expect(atClock(noon, text)).toBeNull();
});
