import type { RecordId, Row, ScopeId } from "@wedsync/client";
import { byText } from "../words/order.ts";
import { type Arrival, lateBy } from "./arrivals.ts";
import { recordOf, textOf } from "./fields.ts";
import { useLive } from "./live.ts";

/** Somebody who can be called. */
export interface Reachable {
  readonly record: RecordId;
  readonly collection: "vendors" | "clients" | "contacts";
  readonly name: string;
  /** Who answers there, or what for. */
  readonly about: string;
  readonly phone: string;
  readonly email: string;
}

export interface Supplier extends Reachable {
  readonly arrival: Arrival | null;
}

export interface Sheet {
  readonly couple: readonly Reachable[];
  readonly suppliers: readonly Supplier[];
  /** Contacts who belong to no supplier and no client. */
  readonly others: readonly Reachable[];
}

const byName = (a: Reachable, b: Reachable) => byText(a.name, b.name);

/** The next coming of a supplier: the first that is not over, else the last. */
function arrivalOf(vendor: RecordId, arrivals: readonly Arrival[]): Arrival | null {
  const own = arrivals
    .filter((each) => each.vendor === vendor)
    .toSorted((a, b) => (a.dueMs ?? 0) - (b.dueMs ?? 0));
  return own.find((each) => !each.isHere) ?? own.at(-1) ?? null;
}

/** Everybody of a wedding who can be called; a supplier without a number has that of its contact. */
export function sheetOf(
  vendors: readonly Row[],
  clients: readonly Row[],
  contacts: readonly Row[],
  arrivals: readonly Arrival[],
): Sheet {
  const byRecord = new Map(contacts.map((row) => [row.record, row]));
  const used = new Set<RecordId>();
  const contactOf = (row: Row): Row | undefined => {
    const record = recordOf(row, "contact");
    if (record !== null) used.add(record);
    return record === null ? undefined : byRecord.get(record);
  };
  const suppliers = vendors
    .filter((row) => textOf(row, "status") !== "cancelled")
    .map((row): Supplier => {
      const contact = contactOf(row);
      return {
        record: row.record,
        collection: "vendors",
        name: textOf(row, "name"),
        about: textOf(row, "contact_name") || (contact ? textOf(contact, "full_name") : ""),
        phone: textOf(row, "phone") || (contact ? textOf(contact, "phone") : ""),
        email: textOf(row, "email") || (contact ? textOf(contact, "email") : ""),
        arrival: arrivalOf(row.record, arrivals),
      };
    });
  const couple = clients.map((row): Reachable => {
    const contact = contactOf(row);
    return {
      record: row.record,
      collection: "clients",
      name: textOf(row, "name"),
      about: contact ? textOf(contact, "full_name") : "",
      phone: textOf(row, "phone") || (contact ? textOf(contact, "phone") : ""),
      email: textOf(row, "email") || (contact ? textOf(contact, "email") : ""),
    };
  });
  const others = contacts
    .filter((row) => !used.has(row.record))
    .map(
      (row): Reachable => ({
        record: row.record,
        collection: "contacts",
        name: textOf(row, "full_name"),
        about: [textOf(row, "company"), textOf(row, "role")].filter(Boolean).join(", "),
        phone: textOf(row, "phone"),
        email: textOf(row, "email"),
      }),
    );
  return {
    couple: couple.toSorted(byName),
    suppliers: suppliers.toSorted(byName),
    others: others.toSorted(byName),
  };
}

export function useSheet(
  scope: ScopeId,
  arrivals: readonly Arrival[],
): { readonly sheet: Sheet; readonly isThere: boolean } {
  const scopes = [scope];
  const vendors = useLive({ collection: "vendors", scopes });
  const clients = useLive({ collection: "clients", scopes });
  const contacts = useLive({ collection: "contacts", scopes });
  return {
    sheet: sheetOf(vendors.rows, clients.rows, contacts.rows, arrivals),
    isThere: vendors.isThere && clients.isThere && contacts.isThere,
  };
}

export type Standing = "here" | "late" | "due";

/** How an arrival stands; null: nothing is known of it. */
export function standingOfArrival(arrival: Arrival | null, nowMs: number): Standing | null {
  if (arrival === null) return null;
  if (arrival.isHere) return arrival.hereAtMs === null ? null : "here";
  if (arrival.dueMs === null) return null;
  return lateBy(arrival, nowMs) > 0 ? "late" : "due";
}
