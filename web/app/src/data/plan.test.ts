import { describe, expect, test } from "vitest";
import { chairRadius, type Drawn, neighbour, outlineOf, planOf, shortLabel } from "./plan.ts";
import { type Setting, type Table, tableShapes } from "./seating.ts";

const setting = (record: string, x: number | null, y: number | null, more: Partial<Table> = {}) =>
  ({
    table: { record, x, y, shape: "round", label: record, ...more },
    places: Array.from({ length: 10 }, (_, at) => ({ number: at + 1 })),
  }) as unknown as Setting;

const touch = (a: Drawn, b: Drawn) =>
  Math.abs(a.at.x - b.at.x) < a.outline.halfWidth + b.outline.halfWidth &&
  Math.abs(a.at.y - b.at.y) < a.outline.halfHeight + b.outline.halfHeight;

describe.each(tableShapes)("a %s table", (shape) => {
  test.each([1, 2, 7, 10, 24])("has %i chairs that do not overlap", (count) => {
    const { chairs, halfWidth, halfHeight } = outlineOf(shape, count);
    expect(chairs).toHaveLength(count);
    for (const [index, a] of chairs.entries()) {
      expect(Math.abs(a.x) + chairRadius).toBeLessThanOrEqual(halfWidth);
      expect(Math.abs(a.y) + chairRadius).toBeLessThanOrEqual(halfHeight);
      for (const b of chairs.slice(index + 1)) {
        expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(2 * chairRadius);
      }
    }
  });
});

test("whatever the unit, tables do not touch and lie within the picture", () => {
  for (const unit of [0.01, 1, 1000]) {
    const plan = planOf([
      setting("1", 0, 0, { shape: "head" }),
      setting("2", 3 * unit, 0),
      setting("3", 6 * unit, 0),
      setting("4", 0, 3 * unit),
      setting("5", 3 * unit, 3 * unit, { shape: "long" }),
      setting("6", null, null),
      setting("7", null, null),
    ]);
    expect(plan.tables).toHaveLength(7);
    for (const [index, a] of plan.tables.entries()) {
      expect(a.at.x - a.outline.halfWidth).toBeGreaterThanOrEqual(0);
      expect(a.at.x + a.outline.halfWidth).toBeLessThanOrEqual(plan.width);
      expect(a.at.y + a.outline.halfHeight).toBeLessThanOrEqual(plan.height);
      for (const b of plan.tables.slice(index + 1)) expect(touch(a, b)).toBe(false);
    }
  }
});

test("left stays left and above stays above", () => {
  const plan = planOf([setting("a", 10, 5), setting("b", 0, 9), setting("c", 4, 0)]);
  const x = (record: string) =>
    plan.tables.find((each) => each.setting.table.record === record)?.at.x;
  expect([x("b"), x("c"), x("a")]).toEqual(
    [x("b"), x("c"), x("a")].sort((p, q) => (p ?? 0) - (q ?? 0)),
  );
});

test("two tables on one spot do not tear the room apart", () => {
  const plan = planOf([
    setting("1", 0, 0),
    setting("2", 0.0001, 0),
    setting("3", 10, 0),
    setting("4", 0, 10),
    setting("5", 10, 10),
  ]);
  expect(plan.width).toBeLessThan(2000);
});

test("arrow keys go to the nearest table in their direction", () => {
  const plan = planOf([
    setting("a", 0, 0),
    setting("b", 10, 1),
    setting("c", 20, 0),
    setting("d", 0, 10),
  ]);
  expect(neighbour(plan, "a", "ArrowRight")).toBe("b");
  expect(neighbour(plan, "b", "ArrowRight")).toBe("c");
  expect(neighbour(plan, "a", "ArrowDown")).toBe("d");
  expect(neighbour(plan, "a", "ArrowUp")).toBeNull();
});

test("an empty room has a picture too", () => {
  expect(planOf([])).toMatchObject({ tables: [] });
  expect(planOf([]).width).toBeGreaterThan(0);
});

test("a table shows its number where its name has one", () => {
  expect(shortLabel("Table 12")).toBe("12");
  expect(shortLabel("Tisch 3")).toBe("3");
  expect(shortLabel("Head")).toBe("Head");
});
