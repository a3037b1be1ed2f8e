import type { Row } from "@wedsync/client";
import { expect, test } from "vitest";
import { toArrival } from "./arrivals.ts";
import { boardOf, spanOf } from "./board.ts";
import { toWedding, weddingsOfDay } from "./events.ts";
import { toItem } from "./timeline.ts";

const row = (scope: string, record: string, values: Row["values"]): Row => ({
  scope,
  record,
  isContested: false,
  disputed: [],
  values,
});
const at = (hours: number, day = 26) =>
  new Date(2026, 8, day, Math.floor(hours), Math.round((hours % 1) * 60)).getTime();

const wedding = (scope: string, from: number, to: number, day = 26) =>
  toWedding(
    row(scope, `e${scope}`, {
      couple: `C${scope}`,
      starts_at: at(from, day),
      ends_at: at(to, day),
    }),
  );
const item = (record: string, hours: number, minutes: number, more: Row["values"] = {}) =>
  toItem(row("1", record, { title: record, starts_at: at(hours), duration_min: minutes, ...more }));

const nowMs = at(16.9);

test("the span begins with the quarter of an hour that has begun", () => {
  expect(spanOf(nowMs)).toEqual({ startMs: at(16.75), endMs: at(20) });
});

test("the board has what runs and what comes, without overlap, and not what is done", () => {
  const board = boardOf({
    dayMs: at(0),
    weddings: [wedding("1", 10, 25)],
    guests: [],
    items: [
      item("over", 15, 30, { is_done: true }),
      item("drinks", 16.25, 60),
      item("dinner", 17, 120),
      item("tomorrow", 40, 60),
    ],
    arrivals: [],
    nowMs,
  });
  const blocks = board.lanes[0]?.blocks ?? [];
  expect(blocks.map((block) => [block.title, block.kind])).toEqual([
    ["drinks", "now"],
    ["dinner", "to come"],
  ]);
  expect((blocks[0]?.from ?? 1) + (blocks[0]?.width ?? 1)).toBeCloseTo(blocks[1]?.from ?? 0);
  expect(board.lanes[0]?.next?.title).toBe("dinner");
});

test("what is late stays in sight, and its vendor is named", () => {
  const board = boardOf({
    dayMs: at(0),
    weddings: [wedding("1", 10, 25)],
    guests: [],
    items: [item("cake", 16.5, 10, { vendor: { record: "v" } })],
    arrivals: [
      toArrival(row("1", "a", { label: "Crumb", vendor: { record: "v" }, due_at: at(16.5) })),
    ],
    nowMs,
  });
  expect(board.lanes[0]?.blocks[0]?.kind).toBe("late");
  expect(board.lanes[0]?.late).toEqual({ title: "Crumb", byMin: 24 });
});

test("a board is plain data, the same after it was kept", () => {
  const board = boardOf({
    dayMs: at(0),
    weddings: [wedding("1", 10, 25)],
    guests: [],
    items: [item("drinks", 16.25, 60)],
    arrivals: [],
    nowMs,
  });
  expect(JSON.parse(JSON.stringify(board))).toEqual(board);
});

test("the day is today's, else the next one, else the last", () => {
  const today = wedding("1", 12, 23);
  const later = wedding("2", 12, 23, 28);
  const before = wedding("3", 12, 23, 20);
  const scopes = (all: (typeof today)[], now: number) =>
    weddingsOfDay(all, now).weddings.map((each) => each.scope);
  expect(scopes([today, later, before], nowMs)).toEqual(["1"]);
  expect(scopes([later, before], nowMs)).toEqual(["2"]);
  expect(scopes([before], nowMs)).toEqual(["3"]);
  expect(scopes([], nowMs)).toEqual([]);
});

test("after midnight the wedding that still runs is the one of the day", () => {
  const running = wedding("1", 15, 26);
  const next = wedding("2", 12, 23, 27);
  expect(weddingsOfDay([running, next], at(0.5, 27)).weddings.map((each) => each.scope)).toEqual([
    "1",
  ]);
});

test("what begins in the night is of the day before, as long as one of that day still runs", () => {
  const scopes = (all: ReturnType<typeof wedding>[], now: number) =>
    weddingsOfDay(all, now).weddings.map((each) => each.scope);
  const late = wedding("1", 23.5, 33);
  const later = wedding("2", 0.5, 10, 27);
  const noon = wedding("3", 12, 22, 27);
  const all = [noon, later, late];
  expect(scopes(all, at(20))).toEqual(["1", "2"]);
  expect(scopes(all, at(1, 27))).toEqual(["1", "2"]);
  expect(scopes(all, at(13, 27))).toEqual(["3"]);
  // Nothing ran when it began: it is of its own day.
  expect(scopes([wedding("1", 15, 24), later], at(20))).toEqual(["1"]);
  // A morning is no night, however long the one before it lasts.
  expect(scopes([wedding("1", 15, 40), wedding("2", 8, 20, 27)], at(20))).toEqual(["1"]);
});

test("a day is over when its last wedding is", () => {
  const isOver = (now: number) =>
    boardOf({
      dayMs: at(0),
      weddings: [wedding("1", 10, 20), wedding("2", 12, 25)],
      guests: [],
      items: [],
      arrivals: [],
      nowMs: now,
    }).isOver;
  expect(isOver(at(24.5))).toBe(false);
  expect(isOver(at(25.5))).toBe(true);
});
