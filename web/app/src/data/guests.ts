import type { Draft, Edit, RecordId, Row, ScopeId } from "@wedsync/client";
import { byText } from "../words/order.ts";
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

export const replies = ["invited", "accepted", "declined", "tentative"] as const;
export const sides = ["first", "second", "both"] as const;

/** What counting people needs to know of a guest. */
export interface Counted {
  readonly scope: ScopeId;
  readonly record: RecordId;
  readonly reply: (typeof replies)[number];
  readonly table: RecordId | null;
  readonly plusOnes: number;
  readonly isIn: boolean;
}

export interface Guest extends Counted {
  readonly name: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly phone: string;
  readonly party: string;
  readonly side: (typeof sides)[number] | "";
  readonly seat: RecordId | null;
  readonly meal: string;
  readonly diets: readonly string[];
  readonly allergies: string;
  readonly isChild: boolean;
  readonly needsWheelchair: boolean;
  readonly inAtMs: number | null;
  readonly hasGift: boolean;
  readonly tags: readonly string[];
  readonly notes: string;
  /** People disagreed about something of this guest. */
  readonly isDisputed: boolean;
}

const countedOf = (row: Row): Counted => ({
  scope: row.scope,
  record: row.record,
  reply: choiceOf(row, "rsvp", replies, "invited"),
  table: recordOf(row, "table"),
  plusOnes: countOf(row, "plus_ones"),
  isIn: flagOf(row, "checked_in"),
});

export const toGuest = oncePerRow(
  (row: Row): Guest => ({
    ...countedOf(row),
    name:
      textOf(row, "full_name").trim() ||
      `${textOf(row, "first_name")} ${textOf(row, "last_name")}`.trim() ||
      "–",
    firstName: textOf(row, "first_name"),
    lastName: textOf(row, "last_name"),
    email: textOf(row, "email"),
    phone: textOf(row, "phone"),
    party: textOf(row, "party"),
    side: choiceOf<(typeof sides)[number] | "">(row, "side", sides, ""),
    seat: recordOf(row, "seat"),
    meal: textOf(row, "meal"),
    diets: setOf(row, "diets"),
    allergies: textOf(row, "allergies"),
    isChild: flagOf(row, "is_child"),
    needsWheelchair: flagOf(row, "needs_wheelchair"),
    inAtMs: numberOf(row, "checked_in_at"),
    hasGift: flagOf(row, "gift_received"),
    tags: setOf(row, "tags"),
    notes: textOf(row, "notes"),
    isDisputed: row.disputed.length > 0 || row.isContested,
  }),
);

const toGuests = oncePerAnswer((rows) => rows.map(toGuest));

/** The guests of a wedding. */
export function useGuests(scope: ScopeId): { guests: readonly Guest[]; isThere: boolean } {
  const live = useLive({ collection: "guests", scopes: [scope] });
  return { guests: toGuests(live.rows), isThere: live.isThere };
}

const toCounted = oncePerRow(countedOf);
const toAllCounted = oncePerAnswer((rows) => rows.map(toCounted));

/** The guests of all weddings, to be counted only: five lists are long. */
export function useCounted(): { guests: readonly Counted[]; isThere: boolean } {
  const live = useLive({
    collection: "guests",
    fields: ["rsvp", "table", "plus_ones", "checked_in"],
  });
  return { guests: toAllCounted(live.rows), isThere: live.isThere };
}

/** How many people come with the name: the guest and those brought along. */
export const heads = (guest: Pick<Counted, "plusOnes">): number => 1 + Math.max(0, guest.plusOnes);

export const isComing = (guest: Pick<Counted, "reply">): boolean => guest.reply !== "declined";

export interface Tally {
  /** People expected: everybody who has not declined. */
  readonly expected: number;
  readonly arrived: number;
}

export function tally(guests: Iterable<Counted>): Tally {
  let expected = 0;
  let arrived = 0;
  for (const guest of guests) {
    if (isComing(guest) || guest.isIn) expected += heads(guest);
    if (guest.isIn) arrived += heads(guest);
  }
  return { expected, arrived };
}

export interface KitchenCount {
  readonly covers: number;
  readonly children: number;
  readonly meals: readonly (readonly [string, number])[];
  readonly diets: readonly (readonly [string, number])[];
  readonly allergies: readonly (readonly [string, number])[];
}

const falling = (counts: ReadonlyMap<string, number>) =>
  [...counts].sort((a, b) => b[1] - a[1] || byText(a[0], b[0]));

/** What the kitchen has to know. People brought along count as covers without a known meal. */
export function kitchenCount(guests: Iterable<Guest>): KitchenCount {
  const meals = new Map<string, number>();
  const diets = new Map<string, number>();
  const allergies = new Map<string, number>();
  let covers = 0;
  let children = 0;
  const add = (to: Map<string, number>, name: string, by = 1) =>
    to.set(name, (to.get(name) ?? 0) + by);
  for (const guest of guests) {
    if (!isComing(guest)) continue;
    covers += heads(guest);
    if (guest.isChild) children++;
    add(meals, guest.meal.trim());
    if (guest.plusOnes > 0) add(meals, "", guest.plusOnes);
    for (const diet of guest.diets) add(diets, diet);
    if (guest.allergies.trim()) add(allergies, guest.allergies.trim().toLowerCase());
  }
  return {
    covers,
    children,
    meals: falling(meals),
    diets: falling(diets),
    allergies: falling(allergies),
  };
}

/** Parties with people still to come, the largest first. */
export function stillToCome(guests: Iterable<Guest>): readonly {
  readonly party: string;
  readonly people: number;
  readonly guests: readonly Guest[];
}[] {
  const parties = new Map<string, Guest[]>();
  for (const guest of guests) {
    if (guest.isIn || !isComing(guest)) continue;
    const key = guest.party.trim();
    const party = parties.get(key) ?? [];
    party.push(guest);
    parties.set(key, party);
  }
  return [...parties]
    .map(([party, list]) => ({
      party,
      people: list.reduce((sum, guest) => sum + heads(guest), 0),
      guests: list,
    }))
    .sort((a, b) => b.people - a.people || byText(a.party, b.party));
}

export interface Stretch {
  readonly fromMs: number;
  readonly people: number;
  /** Not over yet. */
  readonly isOpen: boolean;
}

/** Arrivals in stretches of `minutes`, the last one the present; at most `limit` of them. */
export function arrivalsOver(
  guests: Iterable<Guest>,
  nowMs: number,
  minutes = 10,
  limit = 9,
): readonly Stretch[] {
  const step = minutes * 60_000;
  const last = Math.floor(nowMs / step);
  const counts = new Map<number, number>();
  for (const guest of guests) {
    if (!guest.isIn || guest.inAtMs === null) continue;
    const at = Math.floor(guest.inAtMs / step);
    if (at > last - limit && at <= last) counts.set(at, (counts.get(at) ?? 0) + heads(guest));
  }
  if (counts.size === 0) return [];
  const first = Math.min(...counts.keys());
  return Array.from({ length: last - first + 1 }, (_, index) => ({
    fromMs: (first + index) * step,
    people: counts.get(first + index) ?? 0,
    isOpen: first + index === last,
  }));
}

/** The guest is here. The earliest time wins where two check in the same guest. */
export function checkIn(guest: Guest, atMs: number): Draft {
  return {
    scope: guest.scope,
    type: "check in",
    priority: 8,
    edits: [
      { edit: "set", record: guest.record, field: "checked_in", value: true },
      { edit: "set", record: guest.record, field: "checked_in_at", value: atMs },
    ],
  };
}

/** Takes a check-in back that was a mistake. */
export function checkOut(guest: Guest): Draft {
  return {
    scope: guest.scope,
    type: "check out",
    priority: 8,
    edits: [
      { edit: "set", record: guest.record, field: "checked_in", value: false },
      { edit: "clear", record: guest.record, field: "checked_in_at" },
    ],
  };
}

/** For good, with everything that was ever noted of the guest: nobody can take it back. */
export function eraseGuest(guest: Guest): Draft {
  return {
    scope: guest.scope,
    type: "erase",
    priority: 9,
    edits: [{ edit: "erase", record: guest.record }],
  };
}

export interface WalkIn {
  readonly name: string;
  readonly party: string;
  readonly table: RecordId | null;
  readonly plusOnes: number;
  readonly allergies: string;
  readonly isIn: boolean;
}

/** Cuts a name into first and last at its last space. */
export function splitName(name: string): { readonly first: string; readonly last: string } {
  const words = name.trim().split(/\s+/);
  return {
    first: words.slice(0, -1).join(" ") || (words[0] ?? ""),
    last: words.length > 1 ? (words.at(-1) ?? "") : "",
  };
}

/** A guest who was not on the list. */
export function addWalkIn(scope: ScopeId, walkIn: WalkIn, atMs: number): Draft {
  const name = walkIn.name.trim().replace(/\s+/g, " ");
  const { first, last } = splitName(name);
  const set = (field: string, value: string | number | boolean): Edit => ({
    edit: "set",
    record: 0,
    field,
    value,
  });
  const edits: Edit[] = [
    { edit: "create", collection: "guests" },
    set("full_name", name),
    set("first_name", first),
    set("rsvp", "accepted"),
  ];
  if (last) edits.push(set("last_name", last));
  if (walkIn.party.trim()) edits.push(set("party", walkIn.party.trim()));
  if (walkIn.plusOnes > 0) edits.push(set("plus_ones", walkIn.plusOnes));
  if (walkIn.allergies.trim()) edits.push(set("allergies", walkIn.allergies.trim()));
  if (walkIn.table) {
    edits.push({ edit: "set", record: 0, field: "table", value: { record: walkIn.table } });
  }
  if (walkIn.isIn) edits.push(set("checked_in", true), set("checked_in_at", atMs));
  edits.push({ edit: "add", record: 0, field: "tags", element: "walk-in" });
  return { scope, type: "walk-in", priority: 8, edits };
}
