import type { RecordId, Row, ScopeId } from "@wedsync/client";
import { byText } from "../words/order.ts";
import { oncePerAnswer, textOf } from "./fields.ts";
import { useLive } from "./live.ts";

/** A vendor as other screens need it. */
export interface VendorName {
  readonly scope: ScopeId;
  readonly record: RecordId;
  readonly name: string;
  readonly phone: string;
  readonly category: string;
}

const toVendorNames = oncePerAnswer((rows: readonly Row[]): readonly VendorName[] =>
  rows
    .map((row) => ({
      scope: row.scope,
      record: row.record,
      name: textOf(row, "name"),
      phone: textOf(row, "phone"),
      category: textOf(row, "category"),
    }))
    .sort((a, b) => byText(a.name, b.name)),
);

export function useVendorNames(scope?: ScopeId): readonly VendorName[] {
  const { rows } = useLive({
    collection: "vendors",
    ...(scope && { scopes: [scope] }),
    fields: ["name", "phone", "category"],
  });
  return toVendorNames(rows);
}

/** The link that calls a number; null where there is none. Only digits and a plus get into it. */
export function telOf(phone: string): string | null {
  const digits = phone.replace(/[^+\d]/g, "");
  return digits.length >= 3 ? `tel:${digits}` : null;
}
