import type { Edit, FieldValue, RecordId, Value } from "@wedsync/client";

/** What a field holds after an edit of it. */
export function valueAfter(
  edit: Exclude<Edit, { edit: "create" | "delete" | "erase" }>,
  old: FieldValue | undefined,
  nameOf: (record: RecordId | number) => RecordId,
): FieldValue {
  const set = Array.isArray(old) ? (old as readonly Value[]) : [];
  switch (edit.edit) {
    case "set": {
      const { value } = edit;
      if (typeof value === "object" && value !== null && "record" in value) {
        return { record: nameOf(value.record) };
      }
      return value;
    }
    case "clear":
      return null;
    case "add":
      return [...set.filter((each) => each !== edit.element), edit.element];
    case "remove":
      return set.filter((each) => each !== edit.element);
    case "increment":
      return (typeof old === "number" ? old : 0) + edit.by;
  }
}
