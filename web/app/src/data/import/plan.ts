import type { RecordId, Value } from "@wedsync/client";
import type { ImportedGuest } from "./guests.ts";

/** A record of the same plan, by its place there. It comes before the one that names it. */
export interface Planned {
  readonly planned: number;
}
export interface Elements {
  readonly elements: readonly string[];
}
export type WantedValue = string | number | boolean | Planned | Elements;

/** A record that shall be there after the import: one that is there already, or else a new one. */
export interface Wanted {
  readonly collection: "tables" | "seats" | "guests";
  /** The fields by which it is found again, the surest first. */
  readonly keys: readonly (readonly string[])[];
  readonly fields: ReadonlyMap<string, WantedValue>;
  /** What a new record has besides. */
  readonly defaults: ReadonlyMap<string, WantedValue>;
  readonly line: number;
}

/** What is empty is not written. */
function filled(fields: Readonly<Record<string, WantedValue>>): ReadonlyMap<string, WantedValue> {
  const isSaid = (value: WantedValue) => {
    if (value === "" || value === 0 || value === false) return false;
    return !(typeof value === "object" && "elements" in value && value.elements.length === 0);
  };
  return new Map(Object.entries(fields).filter(([, value]) => isSaid(value)));
}

const nothing: ReadonlyMap<string, WantedValue> = new Map();

/** A guest list for one wedding, with the tables and seats that it names; what is named comes first. */
export function planOf(guests: readonly ImportedGuest[]): readonly Wanted[] {
  const plan: Wanted[] = [];
  const tables = new Map<string, number>();
  const seats = new Map<string, number>();
  const add = (wanted: Wanted): number => plan.push(wanted) - 1;
  const tableOf = ({ table, line }: ImportedGuest): number => {
    const found = tables.get(table);
    if (found !== undefined) return found;
    const fields = filled({ label: table });
    const at = add({ collection: "tables", keys: [["label"]], fields, defaults: nothing, line });
    tables.set(table, at);
    return at;
  };
  const seatOf = (guest: ImportedGuest): number => {
    // Lists number the seats of each table from 1: the label has to say which table.
    const label = guest.table === "" ? guest.seat : `${guest.table} / ${guest.seat}`;
    const found = seats.get(label);
    if (found !== undefined) return found;
    const fields = filled({
      label,
      kind: "standard",
      ...(guest.table !== "" && { table: { planned: tableOf(guest) } }),
    });
    const { line } = guest;
    const at = add({ collection: "seats", keys: [["label"]], fields, defaults: nothing, line });
    seats.set(label, at);
    return at;
  };
  for (const guest of guests) {
    const table = guest.table === "" ? null : tableOf(guest);
    const seat = guest.seat === "" ? null : seatOf(guest);
    add({
      collection: "guests",
      keys: [["import_key"], ["full_name", "party"]],
      fields: filled({
        full_name: guest.fullName,
        first_name: guest.firstName,
        last_name: guest.lastName,
        email: guest.email,
        phone: guest.phone,
        party: guest.party,
        side: guest.side,
        meal: guest.meal,
        diets: { elements: guest.diets },
        allergies: guest.allergies,
        tags: { elements: guest.tags },
        is_child: guest.isChild,
        import_key: guest.importKey,
        notes: guest.notes,
        needs_wheelchair: guest.needsWheelchair,
        plus_ones: guest.plusOnes,
        // A list without an answer does not take one back.
        ...(guest.isRsvpSaid && { rsvp: guest.rsvp }),
        ...(table !== null && { table: { planned: table } }),
        ...(seat !== null && { seat: { planned: seat } }),
      }),
      defaults: guest.isRsvpSaid ? nothing : filled({ rsvp: guest.rsvp }),
      line: guest.line,
    });
  }
  return plan;
}

/** A plain value as text, for keys. */
export function plainOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  return "";
}

/** The value as a change writes it; null where it refers to a record that is not there. */
export function writable(
  value: WantedValue,
  recordAt: (planned: number) => RecordId | number | null,
): Value | { readonly record: RecordId | number } | null {
  if (typeof value !== "object") return value;
  if ("elements" in value) return null;
  const record = recordAt(value.planned);
  return record === null ? null : { record };
}
