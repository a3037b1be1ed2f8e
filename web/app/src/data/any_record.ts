import type {
  FieldName,
  FieldValue,
  OpenedRecord,
  RecordId,
  ScopeId,
  Value,
} from "@wedsync/client";
import { fields } from "../words/en/fields.ts";
import { shell } from "../words/en/shell.ts";
import { clock, list, money, shortDay } from "../words/format.ts";
import { number } from "../words/say.ts";
import { definitionWords, toDefinition } from "./form_definition.ts";
import { dayOf } from "./now.ts";

/** What any record of the venue's schema reads as, for screens that show changes of all kinds. */

/** The field that names a record of the collection. */
export const titleFields: Readonly<Record<string, string>> = {
  events: "name",
  guests: "full_name",
  tables: "label",
  seats: "label",
  vendors: "name",
  arrivals: "label",
  timeline_items: "title",
  tasks: "title",
  notes: "title",
  forms: "name",
  clients: "name",
  contacts: "full_name",
  switches: "field",
  supplier_activities: "supplier",
  milestones: "supplier",
  risk_notes: "supplier",
  campaigns: "name",
  engagements: "campaign",
  usage_days: "device",
  form_definitions: "title",
  invitations: "shown_as",
};

/** Fields that nobody but a person decides. */
const protectedFields: ReadonlySet<string> = new Set([
  "allergies",
  "quoted_price_cents",
  "price_cents",
  "budget_cents",
  "field",
  "decides",
]);
/** Text that several people write in, so that both texts may stay. */
const longFields: ReadonlySet<string> = new Set(["notes", "body", "answers"]);

export const isProtected = (field: string): boolean => protectedFields.has(field);
export const isLong = (field: string): boolean => longFields.has(field);
export const isTime = (field: string): boolean => /_(at|until)$/.test(field);
/** Where a letter or digit more makes another number of it, or another person's address. */
export const isAddress = (field: string): boolean => field === "phone" || field === "email";
export const isMoney = (field: string): boolean => field.endsWith("_cents");

export interface Named {
  readonly collection: string;
  readonly title: string;
  readonly values: Readonly<Record<string, FieldValue>>;
}

/** What a record is called; the name of its kind where it has no name. */
export function titleOf(record: Pick<OpenedRecord, "collection" | "values">): string {
  const title = record.values[titleFields[record.collection] ?? ""];
  return typeof title === "string" && title.trim() !== "" ? title : kindWords(record.collection);
}

/** "Guest", "Run sheet". */
export function kindWords(collection: string): string {
  const key = `collection_${collection}`;
  if (key in shell.en) return shell(key as "collection_guests");
  return key in fields.en ? fields(key as "collection_campaigns") : fields("unknownField");
}

/** What a field is called. */
export function fieldWords(field: FieldName): string {
  return typeof field === "string" && field in fields.en
    ? fields(field as "name")
    : fields("unknownField");
}

/** A moment; with its day where that is not the one of `nowMs`. */
export const momentWords = (ms: number, nowMs: number): string =>
  dayOf(ms) === dayOf(nowMs) ? clock(ms) : `${shortDay(ms)}, ${clock(ms)}`;

function numberWords(value: number, field: string, nowMs: number): string {
  if (isTime(field)) return momentWords(value, nowMs);
  return isMoney(field) ? money(value) : number(value);
}

/** The words for one of a field's choices; other texts are as somebody typed them. */
function textWords(text: string): string {
  const key = `c_${text}`;
  return key in fields.en ? fields(key as "c_planned") : text;
}

const choiceFields: ReadonlySet<string> = new Set(["status", "side", "rsvp", "urgency"]);

/**
 * A value as people read it. `titles` has the names of the records that references lead to;
 * `nowMs` says which day is today.
 */
export function valueWords(
  field: FieldName,
  value: FieldValue | undefined,
  titles: (record: RecordId) => string | null,
  nowMs: number,
): string {
  const name = typeof field === "string" ? field : "";
  if (value === undefined || value === null || value === "") return fields("nothing");
  if (typeof value === "string") {
    const definition = name === "definition" ? toDefinition(value) : null;
    if (definition) return definitionWords(definition);
    return choiceFields.has(name) ? textWords(value) : value;
  }
  if (typeof value === "boolean") return fields(value ? "yes" : "no");
  if (typeof value === "number") return numberWords(value, name, nowMs);
  if (Array.isArray(value)) {
    const all = (value as readonly Value[]).map((each) => valueWords(field, each, titles, nowMs));
    return all.length > 0 ? list(all) : fields("nothing");
  }
  const one = value as Exclude<Value, null | boolean | number | string>;
  if ("record" in one) return titles(one.record) ?? "…";
  if ("real" in one) return numberWords(one.real, name, nowMs);
  if ("integer" in one) return one.integer;
  if ("link" in one) return one.link.label;
  return fields("aFile");
}

/** The records that the values refer to. */
export function recordsIn(
  scope: ScopeId,
  values: Iterable<FieldValue | undefined>,
): readonly { readonly scope: ScopeId; readonly record: RecordId }[] {
  const found: { scope: ScopeId; record: RecordId }[] = [];
  for (const value of values) {
    if (typeof value === "object" && value !== null && "record" in value) {
      found.push({ scope, record: value.record });
    }
  }
  return found;
}
