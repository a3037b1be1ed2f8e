import type { ScopeId } from "@wedsync/client";
import type { Arrival } from "./arrivals.ts";
import { lateBy } from "./arrivals.ts";
import type { Wedding } from "./events.ts";
import { type Counted, tally } from "./guests.ts";
import { dayOf, hourMs, minuteMs } from "./now.ts";
import { type Item, stateOf } from "./timeline.ts";

/** One stretch of a lane: a part of the board's width, from 0 to 1. */
export interface Block {
  readonly record: string;
  readonly title: string;
  readonly startsMs: number;
  readonly from: number;
  readonly width: number;
  readonly kind: "now" | "late" | "to come";
  readonly shiftedMin: number;
}

/** A wedding on the board. */
export interface Lane {
  readonly scope: ScopeId;
  readonly name: string;
  readonly hall: string;
  readonly arrived: number;
  readonly expected: number;
  readonly blocks: readonly Block[];
  /** What comes next, for narrow screens. */
  readonly next: { readonly title: string; readonly startsMs: number } | null;
  readonly late: { readonly title: string; readonly byMin: number } | null;
}

/** What Today shows of the weddings; plain data, so that it can be kept for the next start. */
export interface Board {
  readonly dayMs: number;
  readonly startMs: number;
  readonly endMs: number;
  /** Whether the last of its weddings has ended. */
  readonly isOver: boolean;
  readonly lanes: readonly Lane[];
}

/** The part of the board that a block needs at least. */
const smallest = 0.06;
const spanMs = 3.25 * hourMs;
const quarterMs = 15 * minuteMs;

/** The three hours shown: from the quarter of an hour that has begun. */
export function spanOf(nowMs: number): { readonly startMs: number; readonly endMs: number } {
  const startMs = Math.floor(nowMs / quarterMs) * quarterMs;
  return { startMs, endMs: startMs + spanMs };
}

function groupBy<T extends { readonly scope: ScopeId }>(all: readonly T[]): Map<ScopeId, T[]> {
  const groups = new Map<ScopeId, T[]>();
  for (const each of all) {
    const group = groups.get(each.scope);
    if (group) group.push(each);
    else groups.set(each.scope, [each]);
  }
  return groups;
}

function blocksOf(
  items: readonly Item[],
  arrivals: readonly Arrival[],
  span: { readonly startMs: number; readonly endMs: number },
  nowMs: number,
): Block[] {
  const width = span.endMs - span.startMs;
  const blocks: Block[] = [];
  for (const item of items) {
    const state = stateOf(item, arrivals, nowMs);
    if (item.isOpen || state.kind === "done") continue;
    // What is late and should be over stays in sight until somebody says it is.
    const endsMs =
      state.kind === "late" ? Math.max(item.endsMs, nowMs + 3 * quarterMs) : item.endsMs;
    const begin = Math.max(item.startsMs, span.startMs);
    const end = Math.min(endsMs, span.endMs);
    if (end <= begin) continue;
    // The beginning of what comes at the very edge is too small to be read or pressed.
    if (state.kind === "to come" && (end - begin) / width < smallest) continue;
    blocks.push({
      record: item.record,
      title: item.title,
      startsMs: item.startsMs,
      from: (begin - span.startMs) / width,
      width: (end - begin) / width,
      kind: state.kind === "under way" ? "now" : state.kind === "late" ? "late" : "to come",
      shiftedMin: item.shiftedMin,
    });
  }
  return withoutOverlap(blocks);
}

/** Where two run at once the later one begins where it does, and the earlier one is cut there. */
function withoutOverlap(blocks: readonly Block[]): Block[] {
  return blocks.flatMap((block, at) => {
    const next = blocks[at + 1];
    if (!next || block.from + block.width <= next.from + 1e-9) return [block];
    const width = next.from - block.from;
    return width < smallest ? (block.kind === "late" ? [block] : []) : [{ ...block, width }];
  });
}

export interface BoardInput {
  readonly dayMs: number;
  readonly weddings: readonly Wedding[];
  readonly guests: readonly Counted[];
  readonly items: readonly Item[];
  readonly arrivals: readonly Arrival[];
  readonly nowMs: number;
}

export function boardOf({ dayMs, weddings, guests, items, arrivals, nowMs }: BoardInput): Board {
  const span = spanOf(nowMs);
  const guestsBy = groupBy(guests);
  const itemsBy = groupBy(items);
  const arrivalsBy = groupBy(arrivals);
  const lanes = weddings.map((wedding): Lane => {
    const own = itemsBy.get(wedding.scope) ?? [];
    const ownArrivals = arrivalsBy.get(wedding.scope) ?? [];
    const { arrived, expected } = tally(guestsBy.get(wedding.scope) ?? []);
    const next = own.find((item) => !item.isOpen && !item.isDone && item.startsMs > nowMs);
    const late = ownArrivals
      .filter((each) => lateBy(each, nowMs) > 0)
      .sort((a, b) => lateBy(b, nowMs) - lateBy(a, nowMs))[0];
    return {
      scope: wedding.scope,
      name: wedding.name,
      hall: wedding.hall,
      arrived,
      expected: expected || (wedding.expected ?? 0),
      blocks: blocksOf(own, ownArrivals, span, nowMs),
      next: next ? { title: next.title, startsMs: next.startsMs } : null,
      late: late ? { title: late.label, byMin: Math.floor(lateBy(late, nowMs) / minuteMs) } : null,
    };
  });
  const isOver = weddings.every((each) => (each.endsMs ?? each.startsMs ?? 0) < nowMs);
  return { dayMs, ...span, isOver, lanes };
}

const key = "wedsync.today";

/** Keeps the board for the first paint of the next start. */
export function keepBoard(board: Board): void {
  try {
    localStorage.setItem(key, JSON.stringify(board));
  } catch {
    // No room, or none allowed: the next start waits for the data.
  }
}

/** The board that was kept, where there is one of today, or of this night, that can be read. */
export function keptBoard(nowMs: number): Board | null {
  try {
    const board = JSON.parse(localStorage.getItem(key) ?? "null") as Board | null;
    if (board === null || !Array.isArray(board.lanes)) return null;
    const isOfNight = board.startMs <= nowMs && nowMs < board.endMs;
    return board.dayMs === dayOf(nowMs) || isOfNight ? board : null;
  } catch {
    return null;
  }
}

export function forgetBoard(): void {
  localStorage.removeItem(key);
}
