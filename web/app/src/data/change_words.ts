import type { Dot, Edit, FieldName, FieldValue, History, RecordId, Value } from "@wedsync/client";

/** What a change did to one record. */
export interface Deed {
  readonly record: RecordId;
  /** Null: the life of the record. */
  readonly field: FieldName;
  /** Undefined: the value was taken away. */
  readonly value: FieldValue | undefined;
}

/** The element of a set, which stands beside the field; a counter's lane is no value for people. */
const shownOf = ({ sub, value }: History["items"][number]["effects"][number]) =>
  typeof sub === "string" && typeof value !== "number" ? sub : value;

/** What the change did to the record whose history this is. */
export function deedsOf(history: History, record: RecordId, dot: Dot): readonly Deed[] {
  const item = history.items.find((each) => each.dot === dot);
  return (item?.effects ?? []).map((each) => ({ record, field: each.field, value: shownOf(each) }));
}

function deedOf(edit: Edit): Deed {
  if (edit.edit === "create") return { record: "", field: null, value: true };
  const record = typeof edit.record === "string" ? edit.record : "";
  if (edit.edit === "delete" || edit.edit === "erase")
    return { record, field: null, value: undefined };
  if (edit.edit === "clear") return { record, field: edit.field, value: undefined };
  if (edit.edit === "increment") return { record, field: edit.field, value: edit.by };
  if (edit.edit === "set") return { record, field: edit.field, value: edit.value as Value };
  return { record, field: edit.field, value: edit.element };
}

/** What the edits would do, by record; those of records that they create are of the name "". */
export const deedsOfEdits = (edits: readonly Edit[]): readonly Deed[] => edits.map(deedOf);

/** How a change is told: one of a few sentences. */
export type Told =
  | { readonly kind: "added" | "deleted" | "checkedIn" | "arrived" | "done" }
  | { readonly kind: "one"; readonly field: FieldName; readonly value: FieldValue | undefined }
  | { readonly kind: "many"; readonly fields: readonly FieldName[] }
  | { readonly kind: "unknown" };

const acts: Readonly<Record<string, "checkedIn" | "arrived" | "done">> = {
  checked_in: "checkedIn",
  has_arrived: "arrived",
  is_done: "done",
};

/** The sentence for what was done to one record. */
export function tell(deeds: readonly Deed[]): Told {
  const life = deeds.find((each) => each.field === null);
  if (life) return { kind: life.value === undefined ? "deleted" : "added" };
  for (const each of deeds) {
    const act = typeof each.field === "string" ? acts[each.field] : undefined;
    if (act && each.value === true) return { kind: act };
  }
  const first = deeds[0];
  if (!first) return { kind: "unknown" };
  const fields = [
    ...new Map(deeds.map((each) => [JSON.stringify(each.field), each.field])).values(),
  ];
  return fields.length === 1
    ? { kind: "one", field: first.field, value: first.value }
    : { kind: "many", fields };
}
