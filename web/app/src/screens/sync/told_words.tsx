import type { RecordId } from "@wedsync/client";
import type { ComponentChildren } from "preact";
import { fieldWords, valueWords } from "../../data/any_record.ts";
import type { Told } from "../../data/change_words.ts";
import { sync as say } from "../../words/en/sync.ts";
import { list } from "../../words/format.ts";

interface Around {
  readonly name: string;
  readonly titles: (record: RecordId) => string | null;
  readonly nowMs: number;
}

const shownMax = 120;
const cut = (text: string) => (text.length > shownMax ? `${text.slice(0, shownMax)}…` : text);

/** A change in a sentence, for the page. */
export function toldWords(told: Told, { name, titles, nowMs }: Around): ComponentChildren {
  switch (told.kind) {
    case "unknown":
      return say("w_unknown");
    case "one":
      return say.rich("w_one", {
        name,
        field: fieldWords(told.field),
        value: cut(valueWords(told.field, told.value, titles, nowMs)),
      });
    case "many":
      return say.rich("w_many", { name, fields: list(told.fields.map(fieldWords)) });
    default:
      return say.rich(`w_${told.kind}`, { name });
  }
}

/** The same as plain text, for files and dialogs. */
export function toldText(told: Told, { name, titles, nowMs }: Around): string {
  const plain = (text: string) => text.replaceAll("**", "");
  switch (told.kind) {
    case "unknown":
      return say("w_unknown");
    case "one":
      return plain(
        say("w_one", {
          name,
          field: fieldWords(told.field),
          value: valueWords(told.field, told.value, titles, nowMs),
        }),
      );
    case "many":
      return plain(say("w_many", { name, fields: list(told.fields.map(fieldWords)) }));
    default:
      return plain(say(`w_${told.kind}`, { name }));
  }
}
