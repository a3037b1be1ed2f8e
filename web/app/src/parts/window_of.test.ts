import { expect, test } from "vitest";
import { itemAt, topsOf, windowOf } from "./window_of.ts";

test("tops add the heights up", () => {
  expect(topsOf([10, 20, 5])).toEqual([0, 10, 30, 35]);
  expect(topsOf([])).toEqual([0]);
});

test("the item at a height is the one that covers it", () => {
  const at = topsOf([10, 20, 5]);
  expect([-4, 0, 9, 10, 29, 30, 34, 99].map((y) => itemAt(at, y))).toEqual([
    0, 0, 0, 1, 1, 2, 2, 2,
  ]);
});

test("the window holds every item it touches and no other", () => {
  const at = topsOf(Array.from({ length: 1000 }, () => 64));
  const drawn = windowOf(at, 640, 1000);
  expect([drawn.first, drawn.end]).toEqual([10, 16]);
  expect(windowOf(topsOf([]), 0, 500)).toMatchObject({ first: 0, end: 0 });
  expect(windowOf(topsOf([64]), -300, 500)).toMatchObject({ first: 0, end: 1 });
});
