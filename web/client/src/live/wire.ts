import type { FieldValue, OpenedRecord, Row, ScopeId } from "../values.ts";
import type { Step } from "./rows.ts";

/** A row as the engine tells it; what says nothing is left out (wedsync.h, wedsync_watch). */
export interface WireRow {
  readonly scope: number | string;
  readonly record: string;
  readonly status?: "contested";
  readonly conflict?: boolean;
  readonly fields: Readonly<Record<string, WireField>>;
}
interface WireField {
  readonly value: FieldValue;
  readonly status?: string;
  readonly dots?: readonly string[];
}
export type WireStep =
  | { readonly added: number; readonly row: WireRow }
  | { readonly removed: number }
  | { readonly moved: number; readonly to: number }
  | { readonly changed: number; readonly row: WireRow };

/** Whole numbers are numbers up to 2^53, and texts of their digits beyond. */
export function scopeToWire(scope: ScopeId): number | string {
  const number = Number(scope);
  return Number.isSafeInteger(number) ? number : scope;
}

/** Whatever holds scopes (a draft, a query, a value), as the engine takes it. */
export function toWire(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toWire);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]: [string, unknown]) => {
      if (name === "scope") return [name, scopeToWire(String(member))];
      if (name === "scopes") return [name, (member as ScopeId[]).map(scopeToWire)];
      return [name, toWire(member)];
    }),
  );
}

/** A record as wedsync_get() tells it. */
export interface WireRecord {
  readonly record: string;
  readonly collection: string;
  readonly status: "alive" | "contested";
  readonly fields: Readonly<Record<string, WireField>>;
}

export function rowOf(wire: WireRow): Row {
  return { scope: String(wire.scope), record: wire.record, ...readingOf(wire) };
}

export function rowsOf(told: string | readonly WireRow[]): readonly Row[] {
  const rows = typeof told === "string" ? (JSON.parse(told) as { rows: WireRow[] }).rows : told;
  return rows.map(rowOf);
}

export function stepOf(wire: WireStep): Step {
  if ("added" in wire) return { step: "added", at: wire.added, row: rowOf(wire.row) };
  if ("removed" in wire) return { step: "removed", at: wire.removed };
  if ("moved" in wire) return { step: "moved", from: wire.moved, to: wire.to };
  return { step: "changed", at: wire.changed, row: rowOf(wire.row) };
}

export function openedOf(scope: string, wire: WireRecord): OpenedRecord {
  const dots: Record<string, readonly string[]> = {};
  for (const [name, field] of Object.entries(wire.fields)) dots[name] = field.dots ?? [];
  const { record, collection } = wire;
  return { scope, record, collection, ...readingOf(wire), dots };
}

function readingOf(wire: { status?: string; fields: Readonly<Record<string, WireField>> }) {
  const values: Record<string, FieldValue> = {};
  const disputed: string[] = [];
  for (const [name, field] of Object.entries(wire.fields)) {
    values[name] = fieldValueOf(field.value);
    if (field.status === "disagreement") disputed.push(name);
  }
  return { isContested: wire.status === "contested", values, disputed };
}

/** The scope of a link is text, however large it is. */
export function fieldValueOf(value: FieldValue): FieldValue {
  if (typeof value !== "object" || value === null || !("link" in value)) return value;
  return { link: { ...value.link, scope: String(value.link.scope) } };
}
