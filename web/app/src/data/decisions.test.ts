import type { Decisions } from "@wedsync/client";
import { describe, expect, test } from "vitest";
import { mayJudge, missOf, pointsOf, shareOf } from "./decisions.ts";

const bins = (...all: readonly (readonly [number, number, number])[]): Decisions =>
  ({
    bins: all.map(([answers, agreed, confidence]) => ({
      from: 0,
      to: 1,
      answers,
      agreed,
      confidence,
      automatic: 0,
      kept: 0,
    })),
  }) as unknown as Decisions;

describe("a share", () => {
  test("has bounds that hold it, and grow close with what was seen", () => {
    const few = shareOf(4, 5);
    const many = shareOf(800, 1_000);
    expect(few?.share).toBe(0.8);
    expect(few && few.low < 0.8 && few.high > 0.8 && few.high <= 1).toBe(true);
    expect((many?.high ?? 1) - (many?.low ?? 0)).toBeLessThan(0.05);
    expect((few?.high ?? 0) - (few?.low ?? 0)).toBeGreaterThan(0.3);
  });

  test("of none is none, and of all or nothing it stays between 0 and 1", () => {
    expect(shareOf(0, 0)).toBe(null);
    expect(shareOf(3, 3)?.high).toBe(1);
    expect(shareOf(3, 3)?.low).toBeLessThan(1);
    expect(shareOf(0, 3)?.low).toBe(0);
  });
});

describe("how sure and how right", () => {
  test("bins without answers are no points", () => {
    expect(pointsOf(bins([0, 0, 0], [10, 9, 0.95])).map(({ confidence }) => confidence)).toEqual([
      0.95,
    ]);
  });

  test("the miss counts each answer once", () => {
    expect(missOf(pointsOf(bins([10, 9, 0.95], [90, 81, 0.9])))).toBeCloseTo(0.005);
    expect(missOf([])).toBe(null);
  });
});

test("the page is for those who answer for decisions", () => {
  const role = (role: string) => ({ hubName: "", person: "Ana", role, device: "" });
  expect(mayJudge(role("owner"))).toBe(true);
  expect(mayJudge(role("florist"))).toBe(false);
  expect(mayJudge(null)).toBe(false);
});
