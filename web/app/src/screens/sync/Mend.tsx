import type { Edit } from "@wedsync/client";
import { useState } from "preact/hooks";
import { fieldWords, isLong } from "../../data/any_record.ts";
import { inputOf, isTypable, typedText, typedValue } from "../../data/typed.ts";
import { Button } from "../../parts/Button.tsx";
import { TextArea, TextField } from "../../parts/Field.tsx";
import { useDirty } from "../../shell/dirty.ts";
import { shell } from "../../words/en/shell.ts";
import { sync as say } from "../../words/en/sync.ts";

type SetEdit = Extract<Edit, { edit: "set" }>;

/** An edit whose value a form can hold. */
function typed(edit: Edit): { readonly edit: SetEdit; readonly value: string | number } | null {
  if (edit.edit !== "set") return null;
  const value = edit.value as string | number;
  return isTypable(value) ? { edit, value } : null;
}

export const isMendable = (edits: readonly Edit[]): boolean => edits.some((each) => typed(each));

/** The edits with what was typed in place of what was refused; null where something is no value. */
export function mended(edits: readonly Edit[], texts: readonly string[]): readonly Edit[] | null {
  const all = edits.map((each, at): Edit | null => {
    const own = typed(each);
    if (!own) return each;
    const { seen: _, ...rest } = own.edit;
    const value = typedValue(own.edit.field, own.value, texts[at] ?? "");
    return value === null ? null : { ...rest, value };
  });
  return all.every((each) => each !== null) ? all : null;
}

interface MendProps {
  readonly edits: readonly Edit[];
  readonly onRetry: (edits: readonly Edit[]) => void;
  readonly onClose: () => void;
}

/** A small form with the values that were refused. */
export function Mend({ edits, onRetry, onClose }: MendProps) {
  const first = edits.map((each) => {
    const own = typed(each);
    return own ? typedText(own.edit.field, own.value) : "";
  });
  const [texts, setTexts] = useState<readonly string[]>(first);
  const result = mended(edits, texts);
  useDirty(texts.some((text, at) => text !== first[at]));
  return (
    <form
      class="form mend"
      onSubmit={(event) => {
        event.preventDefault();
        if (result) onRetry(result);
      }}
    >
      {edits.map((each, at) => {
        const own = typed(each);
        if (!own) return null;
        const { field } = own.edit;
        const onText = (text: string) => setTexts(texts.with(at, text));
        const shared = { label: fieldWords(field), value: texts[at] ?? "", onText };
        return isLong(field) ? (
          <TextArea key={at} {...shared} />
        ) : (
          <TextField key={at} {...shared} {...inputOf(field, own.value)} />
        );
      })}
      <div class="actions">
        <Button type="submit" look="primary" disabled={result === null}>
          {say("tryAgain")}
        </Button>
        <Button look="quiet" onClick={onClose}>
          {shell("cancel")}
        </Button>
      </div>
    </form>
  );
}
