import type { Conflict, Value } from "@wedsync/client";
import { useState } from "preact/hooks";
import { isLong, isTime, type Named, titleFields, valueWords } from "../../data/any_record.ts";
import { textOf } from "../../data/fields.ts";
import { useLive } from "../../data/live.ts";
import { inputOf, isTypable, typedText, typedValue } from "../../data/typed.ts";
import { Select, TextArea, TextField } from "../../parts/Field.tsx";
import { decide as say } from "../../words/en/decide.ts";
import { byNumbers } from "../../words/order.ts";

/** A value of one's own, and how it reads. */
export interface Written {
  readonly value: Value;
  readonly words: string;
}

const targets: Readonly<Record<string, string>> = {
  table: "tables",
  seat: "seats",
  vendor: "vendors",
  contact: "contacts",
  client: "clients",
  guest: "guests",
  timeline_item: "timeline_items",
};

/** Their values are of a list, or made on a screen of their own: one does not type them. */
const chosenFields: ReadonlySet<string> = new Set([
  "status",
  "side",
  "rsvp",
  "shape",
  "kind",
  "category",
  "urgency",
  "preferred_channel",
  "definition",
]);

/** Whether a person can write another value here. */
export function mayBeOther({ field, siblings }: Conflict): boolean {
  if (typeof field !== "string" || chosenFields.has(field)) return false;
  return field in targets || siblings.every((each) => isTypable(each.value));
}

interface OtherValueProps {
  readonly conflict: Conflict;
  readonly record: Named | null;
  readonly nowMs: number;
  readonly onWritten: (written: Written | null) => void;
}

/** Where one says what it should be instead of what the sides say. */
export function OtherValue({ conflict, record, nowMs, onWritten }: OtherValueProps) {
  const field = String(conflict.field);
  const target = targets[field];
  const shown = record?.values[field];
  const like = conflict.siblings.map((each) => each.value).find(isTypable) ?? "";
  const [text, setText] = useState(
    isTime(field) && isTypable(shown) ? typedText(field, shown) : "",
  );
  const title = titleFields[target ?? ""] ?? "";
  const { rows } = useLive(
    target === undefined
      ? null
      : { collection: target, scopes: [conflict.scope], fields: [title], limit: 2000 },
  );
  const type = (typed: string) => {
    setText(typed);
    const value = typedValue(field, like, typed);
    onWritten(
      value === null ? null : { value, words: valueWords(field, value, () => null, nowMs) },
    );
  };
  if (target !== undefined) {
    const options = rows
      .map((row) => ({ value: row.record, label: textOf(row, title) }))
      .sort((a, b) => byNumbers(a.label, b.label));
    return (
      <Select
        label={say("otherValue")}
        value={text}
        options={[{ value: "", label: "…" }, ...options]}
        onText={(chosen) => {
          setText(chosen);
          const found = options.find((each) => each.value === chosen);
          onWritten(found ? { value: { record: chosen }, words: found.label } : null);
        }}
      />
    );
  }
  return isLong(field) ? (
    <TextArea label={say("otherValue")} value={text} onText={type} rows={4} />
  ) : (
    <TextField label={say("otherValue")} value={text} onText={type} {...inputOf(field, like)} />
  );
}
