import type { FieldValue, Query, Row, ScopeId } from "@wedsync/client";

/** A record as the made-up world holds it. */
export type FakeRow = Row & { readonly collection: string };

const searchable: Readonly<Record<string, readonly string[]>> = {
  events: ["name", "couple", "notes"],
  guests: ["full_name", "email", "party", "allergies", "notes"],
  tables: ["label", "notes"],
  vendors: ["name", "contact_name", "email", "notes"],
  timeline_items: ["title", "room", "notes"],
  tasks: ["title", "notes"],
  notes: ["title", "body"],
  forms: ["name", "answers"],
  clients: ["name", "email"],
  contacts: ["full_name", "company"],
};

function compare(a: FieldValue | undefined, b: FieldValue | undefined): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  const left = a === undefined || a === null ? "" : String(a);
  const right = b === undefined || b === null ? "" : String(b);
  return left < right ? -1 : left > right ? 1 : 0;
}

function holds(row: Row, { field, is, value }: NonNullable<Query["filters"]>[number]): boolean {
  const own = row.values[field];
  if (is === "has") return Array.isArray(own) && own.includes(value);
  const same = JSON.stringify(own ?? null) === JSON.stringify(value);
  if (is === "=") return same;
  if (is === "!=") return !same;
  const order = compare(own, value);
  return { "<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0 }[is];
}

/** What a query gives over these records. */
export function answer(all: Iterable<FakeRow>, query: Query): readonly Row[] {
  const rows = [...all].filter(
    (row) =>
      row.collection === query.collection &&
      (query.scopes === undefined || query.scopes.includes(row.scope)) &&
      (query.filters ?? []).every((filter) => holds(row, filter)),
  );
  for (const { field, descending } of [...(query.sort ?? [])].reverse()) {
    const way = descending ? -1 : 1;
    rows.sort((a, b) => way * compare(a.values[field], b.values[field]));
  }
  return query.limit === undefined ? rows : rows.slice(0, query.limit);
}

/** The records that have a word beginning with each of these, in what is searched of their collection. */
export function search(
  all: Iterable<FakeRow>,
  words: string,
  options: { scope?: ScopeId; limit?: number },
) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const found = [...all].filter((row) => {
    if (wanted.length === 0 || (options.scope && row.scope !== options.scope)) return false;
    const text = (searchable[row.collection] ?? [])
      .map((field) => String(row.values[field] ?? ""))
      .join(" ")
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u);
    return wanted.every((word) => text.some((each) => each.startsWith(word)));
  });
  return found.slice(0, options.limit ?? 50).map(({ scope, record }) => ({ scope, record }));
}
