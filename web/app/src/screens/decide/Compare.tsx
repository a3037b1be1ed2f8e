import type { Conflict } from "@wedsync/client";
import { fieldWords, type Named, recordsIn, valueWords } from "../../data/any_record.ts";
import { useNamed } from "../../data/named.ts";
import { decide as say } from "../../words/en/decide.ts";
import { type Side, whoWords } from "./side_words.ts";

interface CompareProps {
  readonly conflict: Conflict;
  readonly record: Named;
  readonly sides: readonly Side[];
  readonly nowMs: number;
}

/** Every field of the record as it reads now; both values where they differ. */
export function Compare({ conflict, record, sides, nowMs }: CompareProps) {
  const names = useNamed(recordsIn(conflict.scope, Object.values(record.values)));
  const titles = (id: string) => names(id)?.title ?? null;
  const fields = Object.keys(record.values).filter((each) => each !== "import_key");
  const inOrder = fields.toSorted(
    (a, b) => Number(b === conflict.field) - Number(a === conflict.field),
  );
  return (
    <table class="compare">
      <thead>
        <tr>
          <th scope="col">{say("field")}</th>
          <th scope="col">{say("now")}</th>
        </tr>
      </thead>
      <tbody>
        {inOrder.map((field) => (
          <tr key={field}>
            <th scope="row">{fieldWords(field)}</th>
            <td dir="auto">
              {field === conflict.field
                ? sides.map((side) => (
                    <span key={side.key} class={side.isOwn ? "mine-t" : "theirs-t"}>
                      <bdi>{whoWords(side)}</bdi>: <bdi>{side.words}</bdi>
                      <br />
                    </span>
                  ))
                : valueWords(field, record.values[field], titles, nowMs)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
