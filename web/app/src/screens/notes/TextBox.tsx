import type { RecordId, ScopeId } from "@wedsync/client";
import { useClient } from "../../data/client.ts";
import { useHint } from "../../data/hints.ts";
import { nowMs } from "../../data/now.ts";
import { editorOf } from "../../data/presence.ts";
import { TextArea, TextField } from "../../parts/Field.tsx";
import { hintAt } from "../../shell/Hint.tsx";
import { useText } from "../../shell/use_text.ts";
import { notes as say } from "../../words/en/notes.ts";
import { shell } from "../../words/en/shell.ts";

interface TextBoxProps {
  readonly scope: ScopeId;
  readonly record: RecordId;
  readonly field: string;
  readonly value: string;
  readonly label: string;
  readonly isLong?: boolean;
  readonly rows?: number;
  /** The field that keeps when the record was touched last. */
  readonly touches?: string;
}

/** A text of a record, saved as it is typed, with who else is at it. */
export function TextBox(props: TextBoxProps) {
  const { scope, record, field, value, label, isLong = false, rows = 6, touches } = props;
  const client = useClient();
  const text = useText({
    scope,
    record,
    field,
    value,
    ...(touches && { beside: () => [{ field: touches, value: nowMs(client) }] }),
  });
  const { hint, ask, drop } = useHint(scope, record);
  const editor = editorOf(client.present.value, scope, record, field);
  const rest = {
    label,
    value: text.text,
    held: editor && shell("editing", { name: editor.person || editor.device }),
    ahead: editor ? undefined : hintAt(hint, field),
    hint: text.state === "saved" ? shell("savedHere") : isLong ? say("bodyHint") : undefined,
    onText: text.onText,
    onFocus: () => {
      text.onFocus();
      client.announce({ scope, record, field, activity: "editing" });
      ask(field);
    },
    onBlur: () => {
      text.onBlur();
      client.announce({ scope, record, activity: "looking" });
      drop();
    },
  };
  return isLong ? <TextArea {...rest} rows={rows} /> : <TextField {...rest} />;
}
