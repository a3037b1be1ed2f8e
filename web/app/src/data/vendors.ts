import type { Draft, RecordId, Row, ScopeId } from "@wedsync/client";
import { type Arrival, lateBy } from "./arrivals.ts";
import { choiceOf, flagOf, numberOf, oncePerRow, recordOf, setOf, textOf } from "./fields.ts";
import { useLive } from "./live.ts";

export const vendorCategories = [
  "catering",
  "bar",
  "flowers",
  "music",
  "photo",
  "video",
  "cake",
  "transport",
  "rentals",
  "beauty",
  "light",
  "officiant",
  "other",
] as const;

export interface Vendor {
  readonly scope: ScopeId;
  readonly record: RecordId;
  readonly name: string;
  readonly category: (typeof vendorCategories)[number];
  readonly isCancelled: boolean;
  readonly contact: RecordId | null;
  readonly contactName: string;
  readonly email: string;
  readonly phone: string;
  readonly crew: number | null;
  readonly insuredUntilMs: number | null;
  readonly isDepositPaid: boolean;
  readonly tags: readonly string[];
  readonly notes: string;
}

export const toVendor = oncePerRow(
  (row: Row): Vendor => ({
    scope: row.scope,
    record: row.record,
    name: textOf(row, "name") || "–",
    category: choiceOf(row, "category", vendorCategories, "other"),
    isCancelled: row.values.status === "cancelled",
    contact: recordOf(row, "contact"),
    contactName: textOf(row, "contact_name"),
    email: textOf(row, "email"),
    phone: textOf(row, "phone"),
    crew: numberOf(row, "crew_size"),
    insuredUntilMs: numberOf(row, "insurance_until"),
    isDepositPaid: flagOf(row, "deposit_paid"),
    tags: setOf(row, "tags"),
    notes: textOf(row, "notes"),
  }),
);

/** The vendors of every wedding that is held here. */
export function useVendors(): { vendors: readonly Vendor[]; isThere: boolean } {
  const live = useLive({ collection: "vendors" });
  return { vendors: live.rows.map(toVendor), isThere: live.isThere };
}

/** Only what a telephone dials; empty where there is no number. */
export const dialable = (phone: string): string =>
  phone.replace(/(?!^\+)[^\d]/g, "").replace(/^\+$/, "");

const plain = (text: string) =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "");

/** Whether two records of two weddings are the same firm: the same name, telephone or address. */
export function isSameFirm(a: Vendor, b: Vendor): boolean {
  const same = (left: string, right: string) => left !== "" && left === right;
  return (
    same(plain(a.name), plain(b.name)) ||
    same(dialable(a.phone), dialable(b.phone)) ||
    same(a.email.trim().toLowerCase(), b.email.trim().toLowerCase())
  );
}

/** The same firm at other weddings. */
export const elsewhere = (vendor: Vendor, all: readonly Vendor[]): readonly Vendor[] =>
  all.filter((each) => each.scope !== vendor.scope && isSameFirm(each, vendor));

export type Stand = "late" | "expected" | "here" | "left";
export const stands = ["late", "expected", "here", "left"] as const;

export function standOf(arrival: Arrival, nowMs: number): Stand {
  if (arrival.leftAtMs !== null) return "left";
  if (arrival.isHere) return "here";
  return lateBy(arrival, nowMs) > 0 ? "late" : "expected";
}

const last = Number.MAX_SAFE_INTEGER;

/** Arrivals by how they stand: the longest late first, then who is next, then who came last. */
export function boardOfArrivals(
  arrivals: readonly Arrival[],
  nowMs: number,
): Readonly<Record<Stand, readonly Arrival[]>> {
  const board: Record<Stand, Arrival[]> = { late: [], expected: [], here: [], left: [] };
  for (const arrival of arrivals) board[standOf(arrival, nowMs)].push(arrival);
  const byDue = (a: Arrival, b: Arrival) => (a.dueMs ?? last) - (b.dueMs ?? last);
  board.late.sort(byDue);
  board.expected.sort(byDue);
  board.here.sort((a, b) => (b.hereAtMs ?? 0) - (a.hereAtMs ?? 0));
  board.left.sort((a, b) => (b.leftAtMs ?? 0) - (a.leftAtMs ?? 0));
  return board;
}

/** The vendor is gone. */
export function leave(arrival: Arrival, atMs: number): Draft {
  return {
    scope: arrival.scope,
    type: "left",
    priority: 6,
    edits: [{ edit: "set", record: arrival.record, field: "left_at", value: atMs }],
  };
}

/** They are not here after all. */
export function notHere(arrival: Arrival): Draft {
  return {
    scope: arrival.scope,
    type: "not here",
    priority: 6,
    edits: [
      { edit: "set", record: arrival.record, field: "has_arrived", value: false },
      { edit: "clear", record: arrival.record, field: "arrived_at" },
      { edit: "clear", record: arrival.record, field: "left_at" },
    ],
  };
}

/** Boxes carried in, or out again. Two who count at once both count. */
export function countBoxes(arrival: Arrival, by: number): Draft {
  return {
    scope: arrival.scope,
    type: "boxes",
    priority: 3,
    edits: [{ edit: "increment", record: arrival.record, field: "boxes", by }],
  };
}

/** Who took the delivery. */
export function signFor(arrival: Arrival, person: string): Draft {
  return {
    scope: arrival.scope,
    type: "signed",
    edits: [{ edit: "set", record: arrival.record, field: "signed_by", value: person }],
  };
}
