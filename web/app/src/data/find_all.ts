import type { Client, OpenedRecord, RecordId, ScopeId } from "@wedsync/client";
import { textOf } from "./fields.ts";
import { finder } from "./find_people.ts";
import { toGuest } from "./guests.ts";

/** Something found, to be gone to. */
export interface Hit {
  readonly scope: ScopeId;
  readonly record: RecordId;
  readonly collection: string;
  readonly title: string;
  readonly beside: string;
}

const titles: Readonly<Record<string, string>> = {
  events: "couple",
  guests: "full_name",
  tables: "label",
  seats: "label",
  vendors: "name",
  arrivals: "label",
  timeline_items: "title",
  tasks: "title",
  notes: "title",
  forms: "name",
  form_definitions: "title",
  clients: "name",
  contacts: "full_name",
};

const besides: Readonly<Record<string, string>> = {
  guests: "party",
  vendors: "contact_name",
  timeline_items: "room",
  contacts: "company",
  notes: "body",
  tables: "zone",
};

export function toHit(record: OpenedRecord): Hit {
  return {
    scope: record.scope,
    record: record.record,
    collection: record.collection,
    title: textOf(record, titles[record.collection] ?? "name"),
    beside: textOf(record, besides[record.collection] ?? "").slice(0, 80),
  };
}

const guestsMax = 6;
const restMax = 14;

/**
 * Everything with these words: guests first, however misspelt, then what the full-text search has.
 */
export async function findAll(client: Client, words: string): Promise<readonly Hit[]> {
  if (words.trim() === "") return [];
  const [rows, found] = await Promise.all([
    client.query({
      collection: "guests",
      fields: ["full_name", "first_name", "last_name", "party"],
    }),
    client.search(words, { limit: 40 }),
  ]);
  const people = finder(rows.map(toGuest), (guest) => guest.name)(words, guestsMax);
  const guests = people.map(
    ({ item }): Hit => ({
      scope: item.scope,
      record: item.record,
      collection: "guests",
      title: item.name,
      beside: item.party,
    }),
  );
  const known = new Set(guests.map((hit) => hit.record));
  const wanted = found.filter((each) => !known.has(each.record)).slice(0, restMax);
  const rest = await Promise.all(
    wanted.map((each) => client.get(each.scope, each.record).then(toHit, () => null)),
  );
  return [...guests, ...rest.filter((hit) => hit !== null)];
}
