import { type RecordId, type Row, type RowKey, rowKey, type ScopeId } from "@wedsync/client";
import { byNumbers } from "../words/order.ts";
import { numberOf, oncePerAnswer, oncePerRow, textOf } from "./fields.ts";
import type { Counted } from "./guests.ts";
import { heads } from "./guests.ts";
import { useLive } from "./live.ts";

/** A table as lists need it; the plan knows more of it. */
export interface TableName {
  readonly scope: ScopeId;
  readonly record: RecordId;
  readonly label: string;
  readonly capacity: number | null;
}

const toTableName = oncePerRow(
  (row: Row): TableName => ({
    scope: row.scope,
    record: row.record,
    label: textOf(row, "label"),
    capacity: numberOf(row, "capacity"),
  }),
);

/** "Table 9" before "Table 10". */
const byLabel = (a: TableName, b: TableName) => byNumbers(a.label, b.label);

const toTableNames = oncePerAnswer((rows) => rows.map(toTableName).sort(byLabel));

/** The tables of a wedding, of all weddings where the scope is left out. */
export function useTableNames(scope?: ScopeId): readonly TableName[] {
  const { rows } = useLive({
    collection: "tables",
    ...(scope && { scopes: [scope] }),
    fields: ["label", "capacity"],
  });
  return toTableNames(rows);
}

export interface Overfull {
  readonly table: TableName;
  readonly guests: number;
  readonly over: number;
}

/** Tables with more people than seats. */
export function overfull(
  tables: readonly TableName[],
  guests: Iterable<Counted>,
): readonly Overfull[] {
  const seated = new Map<RowKey, number>();
  for (const guest of guests) {
    if (guest.table === null || guest.reply === "declined") continue;
    const key = rowKey({ scope: guest.scope, record: guest.table });
    seated.set(key, (seated.get(key) ?? 0) + heads(guest));
  }
  return tables.flatMap((table) => {
    const count = seated.get(rowKey(table)) ?? 0;
    const over = table.capacity === null ? 0 : count - table.capacity;
    return over > 0 ? [{ table, guests: count, over }] : [];
  });
}
