import type { RecordId } from "@wedsync/client";
import type { Setting, Table } from "./seating.ts";

/** The drawing of a room. Units are those of the picture: a chair is 21 wide. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

export const chairRadius = 10.5;
const pitch = 26.5;
/** From the middle of a chair to the edge of its table. */
const reach = 15;

/** A table's top and chairs, around its middle. */
export interface Outline {
  readonly isRound: boolean;
  readonly width: number;
  readonly height: number;
  readonly chairs: readonly Point[];
  /** Half of what it takes up with its chairs. */
  readonly halfWidth: number;
  readonly halfHeight: number;
}

const row = (count: number, y: number): Point[] =>
  Array.from({ length: count }, (_, at) => ({ x: (at - (count - 1) / 2) * pitch, y }));

/** The outline of a table with `count` chairs. */
export function outlineOf(shape: Table["shape"], count: number): Outline {
  const chairs = Math.max(count, 1);
  const outline = (isRound: boolean, width: number, height: number, points: readonly Point[]) => {
    const half = (all: readonly number[], own: number) =>
      Math.max(own / 2, ...all.map((each) => Math.abs(each) + chairRadius)) + 4;
    return {
      isRound,
      width,
      height,
      chairs: points.slice(0, count),
      halfWidth: half(
        points.map(({ x }) => x),
        width,
      ),
      halfHeight: half(
        points.map(({ y }) => y),
        height,
      ),
    };
  };
  switch (shape) {
    case "round":
    case "none": {
      const radius = Math.max(48, (chairs * pitch) / (2 * Math.PI));
      const points = Array.from({ length: chairs }, (_, at) => {
        const turn = (at / chairs) * 2 * Math.PI;
        return { x: radius * Math.sin(turn), y: -radius * Math.cos(turn) };
      });
      return outline(true, 2 * (radius - reach), 2 * (radius - reach), points);
    }
    case "head":
      return outline(false, Math.max(84, chairs * pitch), 34, row(chairs, -17 - reach));
    case "long": {
      const upper = Math.ceil(chairs / 2);
      const points = [...row(upper, -17 - reach), ...row(chairs - upper, 17 + reach)];
      return outline(false, Math.max(84, upper * pitch), 34, points);
    }
    case "square": {
      const perSide = Math.ceil(chairs / 4);
      const side = Math.max(60, perSide * pitch + 8);
      const far = side / 2 + reach;
      const points = [0, 1, 2, 3].flatMap((edge) => {
        const some = Math.max(0, Math.min(perSide, chairs - edge * perSide));
        return row(some, -far).map(({ x, y }) => {
          if (edge === 0) return { x, y };
          if (edge === 1) return { x: -y, y: x };
          if (edge === 2) return { x: -x, y: -y };
          return { x: y, y: -x };
        });
      });
      return outline(false, side, side, points);
    }
  }
}

export interface Drawn {
  readonly setting: Setting;
  readonly outline: Outline;
  readonly at: Point;
}

export interface Plan {
  readonly tables: readonly Drawn[];
  readonly width: number;
  readonly height: number;
}

const margin = 26;
const gap = 8;
const rowOfUnplaced = 5;

/** By how much positions are stretched, at least, so that the two do not touch; 0: they are on one spot. */
function stretchFor(a: Drawn, b: Drawn): number {
  const dx = Math.abs(a.at.x - b.at.x);
  const dy = Math.abs(a.at.y - b.at.y);
  const wide = dx > 0 ? (a.outline.halfWidth + b.outline.halfWidth + gap) / dx : Infinity;
  const high = dy > 0 ? (a.outline.halfHeight + b.outline.halfHeight + gap) / dy : Infinity;
  const least = Math.min(wide, high);
  return Number.isFinite(least) ? least : 0;
}

/** Positions come in any unit. They are stretched until tables do not touch; a stray pair may. */
function stretchOf(tables: readonly Drawn[]): number {
  const needs = tables.map((one) =>
    Math.max(0, ...tables.map((other) => (one === other ? 0 : stretchFor(one, other)))),
  );
  const sorted = [...needs].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)] ?? 1;
  const most = sorted.at(-1) ?? 1;
  return Math.min(most, middle * 2) || 1;
}

/** A room is drawn flatter than it is, down to this, where that lets more of it be read. */
const flattest = 0.72;
/** Width to height of the windows that plans are looked at in. */
const windowShape = 1.55;

/** How flat a room is drawn: as the window asks, and not so that tables above one another touch. */
function flatnessOf(tables: readonly Drawn[]): number {
  const span = (pick: (each: Drawn) => number) =>
    Math.max(...tables.map(pick)) - Math.min(...tables.map(pick));
  const wanted = span(({ at }) => at.x) / windowShape / (span(({ at }) => at.y) || 1);
  let flat = Math.max(flattest, wanted);
  for (const [index, a] of tables.entries()) {
    for (const b of tables.slice(index + 1)) {
      const dx = Math.abs(a.at.x - b.at.x);
      const dy = Math.abs(a.at.y - b.at.y);
      const areAbove = dx < a.outline.halfWidth + b.outline.halfWidth + gap;
      const need = a.outline.halfHeight + b.outline.halfHeight + 2 * gap;
      if (areAbove && dy > 0) flat = Math.max(flat, need / dy);
    }
  }
  return Math.min(1, flat);
}

/** The picture of a room: tables where they were put, those put nowhere in rows below. */
export function planOf(settings: readonly Setting[]): Plan {
  const drawn = settings.map((setting): Drawn & { isPlaced: boolean } => {
    const { x, y, shape } = setting.table;
    return {
      setting,
      outline: outlineOf(shape, setting.places.length),
      at: { x: x ?? 0, y: y ?? 0 },
      isPlaced: Number.isFinite(x ?? Number.NaN) && Number.isFinite(y ?? Number.NaN),
    };
  });
  const placed = drawn.filter((each) => each.isPlaced);
  const stretch = stretchOf(placed);
  const stretched: Drawn[] = placed.map((each) => ({
    ...each,
    at: { x: each.at.x * stretch, y: each.at.y * stretch },
  }));
  const flat = flatnessOf(stretched);
  const put = stretched.map((each) => ({ ...each, at: { x: each.at.x, y: each.at.y * flat } }));
  let top =
    put.length > 0 ? Math.max(...put.map(({ at, outline }) => at.y + outline.halfHeight)) : 0;
  const left =
    put.length > 0 ? Math.min(...put.map(({ at, outline }) => at.x - outline.halfWidth)) : 0;
  const others = drawn.filter((each) => !each.isPlaced);
  for (let from = 0; from < others.length; from += rowOfUnplaced) {
    const line = others.slice(from, from + rowOfUnplaced);
    const height = Math.max(...line.map(({ outline }) => outline.halfHeight));
    let x = left;
    for (const each of line) {
      const { halfWidth } = each.outline;
      put.push({ ...each, at: { x: x + halfWidth, y: top + gap + height } });
      x += 2 * halfWidth + gap * 2;
    }
    top += 2 * height + gap * 2;
  }
  const edge = (pick: (each: Drawn) => number) => put.map(pick);
  if (put.length === 0) return { tables: [], width: 400, height: 300 };
  const lowX = Math.min(...edge(({ at, outline }) => at.x - outline.halfWidth));
  const lowY = Math.min(...edge(({ at, outline }) => at.y - outline.halfHeight));
  const farX = Math.max(...edge(({ at, outline }) => at.x + outline.halfWidth));
  const farY = Math.max(...edge(({ at, outline }) => at.y + outline.halfHeight));
  return {
    tables: put.map((each) => ({
      ...each,
      at: { x: each.at.x - lowX + margin, y: each.at.y - lowY + margin },
    })),
    width: farX - lowX + 2 * margin,
    height: farY - lowY + 2 * margin,
  };
}

export type Way4 = "ArrowUp" | "ArrowDown" | "ArrowLeft" | "ArrowRight";

/** The table one comes to from another by an arrow key: the nearest in that direction, not far aside. */
export function neighbour(plan: Plan, from: RecordId, way: Way4): RecordId | null {
  const start = plan.tables.find((each) => each.setting.table.record === from);
  if (!start) return plan.tables[0]?.setting.table.record ?? null;
  let best: { record: RecordId; cost: number } | null = null;
  for (const each of plan.tables) {
    if (each === start) continue;
    const dx = each.at.x - start.at.x;
    const dy = each.at.y - start.at.y;
    const along = { ArrowUp: -dy, ArrowDown: dy, ArrowLeft: -dx, ArrowRight: dx }[way];
    const aside = Math.abs(way === "ArrowUp" || way === "ArrowDown" ? dx : dy);
    if (along <= 1 || aside > along * 2) continue;
    const cost = along + 2 * aside;
    if (best === null || cost < best.cost) best = { record: each.setting.table.record, cost };
  }
  return best?.record ?? null;
}

/** What fits on a table's top: the number of "Table 7", else the label. */
export const shortLabel = (label: string): string =>
  /^\D{0,12}\s(\d{1,3})$/u.exec(label.trim())?.[1] ?? label.trim();
