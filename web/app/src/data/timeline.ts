import type { Draft, Edit, RecordId, Row, ScopeId } from "@wedsync/client";
import { type Arrival, lateBy } from "./arrivals.ts";
import {
  choiceOf,
  countOf,
  flagOf,
  numberOf,
  oncePerAnswer,
  oncePerRow,
  recordOf,
  setOf,
  textOf,
} from "./fields.ts";
import { useLive } from "./live.ts";
import { minuteMs } from "./now.ts";

export const itemKinds = [
  "setup",
  "ceremony",
  "reception",
  "meal",
  "speech",
  "music",
  "photo",
  "travel",
  "break",
  "teardown",
  "other",
] as const;

/** One line of the run sheet. */
export interface Item {
  readonly scope: ScopeId;
  readonly record: RecordId;
  readonly title: string;
  /** As planned, without what it was shifted by since. */
  readonly plannedMs: number;
  /** As it stands now. */
  readonly startsMs: number;
  readonly endsMs: number;
  readonly minutes: number;
  /** By how much it was shifted. A counter: two people who shift both count. */
  readonly shiftedMin: number;
  readonly room: string;
  readonly kind: (typeof itemKinds)[number];
  readonly vendor: RecordId | null;
  readonly owner: string;
  readonly isDone: boolean;
  readonly startedMs: number | null;
  readonly endedMs: number | null;
  readonly notes: string;
  readonly tags: readonly string[];
  readonly order: string;
  /** Nobody has said when it starts. */
  readonly isOpen: boolean;
  readonly isDisputed: boolean;
}

export const toItem = oncePerRow((row: Row): Item => {
  const planned = numberOf(row, "starts_at");
  const shiftedMin = countOf(row, "delay_min");
  const minutes = Math.max(0, countOf(row, "duration_min"));
  const startsMs = (planned ?? 0) + shiftedMin * minuteMs;
  return {
    scope: row.scope,
    record: row.record,
    title: textOf(row, "title"),
    plannedMs: planned ?? 0,
    startsMs,
    endsMs: startsMs + minutes * minuteMs,
    minutes,
    shiftedMin,
    room: textOf(row, "room"),
    kind: choiceOf(row, "kind", itemKinds, "other"),
    vendor: recordOf(row, "vendor"),
    owner: textOf(row, "owner"),
    isDone: flagOf(row, "is_done"),
    startedMs: numberOf(row, "started_at"),
    endedMs: numberOf(row, "ended_at"),
    notes: textOf(row, "notes"),
    tags: setOf(row, "tags"),
    order: textOf(row, "place_in_order"),
    isOpen: planned === null,
    isDisputed: row.disputed.length > 0 || row.isContested,
  };
});

/** In the order of the day; what has no time yet comes last. */
export const byTime = (a: Item, b: Item): number =>
  Number(a.isOpen) - Number(b.isOpen) ||
  a.startsMs - b.startsMs ||
  (a.order < b.order ? -1 : a.order > b.order ? 1 : a.record < b.record ? -1 : 1);

const toItems = oncePerAnswer((rows) => rows.map(toItem).sort(byTime));

export function useItems(scope?: ScopeId): { items: readonly Item[]; isThere: boolean } {
  const live = useLive({ collection: "timeline_items", ...(scope && { scopes: [scope] }) });
  return { items: toItems(live.rows), isThere: live.isThere };
}

export type ItemState =
  | { readonly kind: "done" }
  /** Its vendor is not here, or it should be over and nobody said that it is. */
  | { readonly kind: "late"; readonly byMs: number; readonly isVendor: boolean }
  | { readonly kind: "under way" }
  | { readonly kind: "to come" };

/** Items that should be over are late after this. */
const graceMs = 10 * minuteMs;

/** How an item stands. `arrivals` are those of its vendor. */
export function stateOf(item: Item, arrivals: readonly Arrival[], nowMs: number): ItemState {
  if (item.isDone) return { kind: "done" };
  if (item.isOpen || nowMs < item.startsMs) return { kind: "to come" };
  const vendorLate = Math.max(
    0,
    ...arrivals.filter((each) => each.vendor === item.vendor).map((each) => lateBy(each, nowMs)),
  );
  if (item.vendor !== null && vendorLate > 0) {
    return { kind: "late", byMs: vendorLate, isVendor: true };
  }
  if (nowMs > item.endsMs + graceMs) {
    return { kind: "late", byMs: nowMs - item.endsMs, isVendor: false };
  }
  return { kind: "under way" };
}

/** A pause in the plan that may be used up. */
export const isBuffer = (item: Item): boolean => item.kind === "break";

/** Free time of at least this between two items may be used up too, down to nothing. */
const freeMin = 20;

export interface Shift {
  readonly moves: readonly { readonly item: Item; readonly byMin: number }[];
  /** Buffers that get shorter: they start later by `byMin` and end when they did. */
  readonly soaked: readonly {
    readonly item: Item;
    readonly byMin: number;
    readonly left: number;
  }[];
  /** The first item that stays, with the free time before it that was used. */
  readonly stays: { readonly item: Item; readonly freeMin: number } | null;
}

/**
 * What a shift of `minutes` from an item on comes to: it and all that follow move, until buffers and
 * free time have soaked it up. Earlier (less than nothing) moves all that follow up to the next
 * buffer, which gets longer. Done items stay where they were.
 */
export function planShift(all: readonly Item[], from: RecordId, minutes: number): Shift {
  const items = all.filter((item) => !item.isOpen && !item.isDone).sort(byTime);
  const first = items.findIndex((item) => item.record === from);
  const moves: { item: Item; byMin: number }[] = [];
  const soaked: { item: Item; byMin: number; left: number }[] = [];
  if (first < 0 || minutes === 0) return { moves, soaked, stays: null };
  let rest = minutes;
  let endMs = Number.NEGATIVE_INFINITY;
  for (const [at, item] of items.entries()) {
    if (at < first) continue;
    const gapMin = at === first ? 0 : Math.round((item.startsMs - endMs) / minuteMs);
    if (rest > 0 && at > first && gapMin >= freeMin) {
      const used = Math.min(rest, gapMin);
      rest -= used;
      if (rest === 0) return { moves, soaked, stays: { item, freeMin: used } };
    }
    if (isBuffer(item) && at > first) {
      const used = rest > 0 ? Math.min(rest, item.minutes) : rest;
      soaked.push({ item, byMin: rest, left: item.minutes - used });
      rest -= used;
      if (rest === 0)
        return {
          moves,
          soaked,
          stays: items[at + 1] ? { item: items[at + 1] as Item, freeMin: 0 } : null,
        };
    } else {
      moves.push({ item, byMin: rest });
    }
    endMs = Math.max(endMs, item.endsMs);
  }
  return { moves, soaked, stays: null };
}

/** The edits of a shift. Counters take it up, so that two who shift at once both count. */
export function shiftDraft(scope: ScopeId, shift: Shift): Draft {
  const edits: Edit[] = shift.moves.map(({ item, byMin }) => ({
    edit: "increment",
    record: item.record,
    field: "delay_min",
    by: byMin,
  }));
  for (const { item, byMin, left } of shift.soaked) {
    edits.push({ edit: "increment", record: item.record, field: "delay_min", by: byMin });
    edits.push({ edit: "set", record: item.record, field: "duration_min", value: left });
  }
  return { scope, edits, type: "shift", priority: 7 };
}

/** The item is over, or is not after all. */
export function setDone(item: Item, isDone: boolean, atMs: number): Draft {
  const edits: Edit[] = [{ edit: "set", record: item.record, field: "is_done", value: isDone }];
  if (isDone) edits.push({ edit: "set", record: item.record, field: "ended_at", value: atMs });
  return { scope: item.scope, edits, type: isDone ? "done" : "not done", priority: 6 };
}

export interface ItemText {
  readonly title: string;
  readonly startsMs: number;
  readonly minutes: number;
  readonly room: string;
  readonly kind: (typeof itemKinds)[number];
  readonly owner: string;
  readonly vendor: RecordId | null;
  readonly notes: string;
}

/** A new line of the run sheet. */
export function addItem(scope: ScopeId, text: ItemText): Draft {
  const set = (field: string, value: string | number): Edit => ({
    edit: "set",
    record: 0,
    field,
    value,
  });
  const edits: Edit[] = [
    { edit: "create", collection: "timeline_items" },
    set("title", text.title),
    set("starts_at", text.startsMs),
    set("duration_min", text.minutes),
    set("kind", text.kind),
  ];
  if (text.room) edits.push(set("room", text.room));
  if (text.owner) edits.push(set("owner", text.owner));
  if (text.notes) edits.push(set("notes", text.notes));
  if (text.vendor) {
    edits.push({ edit: "set", record: 0, field: "vendor", value: { record: text.vendor } });
  }
  return { scope, edits, type: "item" };
}

export const removeItem = (item: Item): Draft => ({
  scope: item.scope,
  edits: [{ edit: "delete", record: item.record }],
  type: "remove",
});
