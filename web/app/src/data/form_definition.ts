import { language } from "../words/say.ts";
import {
  type Condition,
  type Definition,
  type FormChoice,
  type FormKind,
  type Question,
  questionKinds,
  type Words,
} from "./form_kinds.ts";

/** Definitions of forms as they come from records: shapes only. Whether one holds is the engine's to say. */

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isWords = (value: unknown): value is Words =>
  typeof value === "string" ||
  (isObject(value) &&
    Object.keys(value).length > 0 &&
    Object.values(value).every((each) => typeof each === "string"));

const isChoice = (value: unknown): value is FormChoice =>
  isObject(value) && typeof value.value === "string" && isWords(value.label);

const isCondition = (value: unknown): value is Condition =>
  isObject(value) && typeof value.question === "string";

const isBound = (value: unknown): boolean => value === undefined || typeof value === "number";

const isListOf = <T>(value: unknown, isOne: (each: unknown) => each is T): value is readonly T[] =>
  Array.isArray(value) && value.every(isOne);

function isQuestion(value: unknown): value is Question & { readonly label: Words } {
  return (
    isObject(value) &&
    typeof value.key === "string" &&
    questionKinds.some((kind) => kind === value.kind) &&
    isWords(value.label) &&
    (value.help === undefined || isWords(value.help)) &&
    isBound(value.min) &&
    isBound(value.max) &&
    (value.choices === undefined || isListOf(value.choices, isChoice)) &&
    (value.when === undefined || isListOf(value.when, isCondition))
  );
}

/** The definition that a text is; null where it has not the shape of one that this version knows. */
export function toDefinition(text: string): Definition | null {
  try {
    const value: unknown = JSON.parse(text);
    const isOne =
      isObject(value) &&
      isWords(value.title) &&
      (value.about === undefined || isWords(value.about)) &&
      isListOf(value.questions, isQuestion);
    return isOne ? (value as unknown as Definition) : null;
  } catch {
    return null;
  }
}

/** The key under which a text stands for this reader, as the engine chooses it, too. */
function keyFor(texts: Readonly<Record<string, string>>, reader: string): string {
  const first = reader.split("-")[0] ?? reader;
  return [reader, first, "en"].find((each) => each in texts) ?? Object.keys(texts)[0] ?? "";
}

/** A text of the author's in the reader's language, in English, or in whatever it is. */
export const wordsIn = (words: Words | undefined, reader: string = language.value): string =>
  typeof words === "object" ? (words[keyFor(words, reader)] ?? "") : (words ?? "");

/** The same words with what this reader sees written anew. */
export const withText = (
  words: Words | undefined,
  text: string,
  reader: string = language.value,
): Words => (typeof words === "object" ? { ...words, [keyFor(words, reader)]: text } : text);

export const kindOf = (name: string, definition: Definition): FormKind => ({
  name,
  questions: definition.questions,
  definition,
});

/** A definition in a line, for where two of them stand beside each other. */
export const definitionWords = (definition: Definition): string =>
  [
    wordsIn(definition.title),
    ...definition.questions.map((each, at) => {
      const choices = (each.choices ?? []).map((choice) =>
        typeof choice === "string" ? choice : wordsIn(choice.label),
      );
      const also = choices.length > 0 ? ` (${choices.join(", ")})` : "";
      return `${at + 1}. ${wordsIn(each.label)}${also}${each.required ? " *" : ""}`;
    }),
  ].join("\n");
