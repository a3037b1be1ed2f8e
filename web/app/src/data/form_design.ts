import { withText, wordsIn } from "./form_definition.ts";
import type {
  Condition,
  Definition,
  FormChoice,
  Question,
  QuestionKind,
  Words,
} from "./form_kinds.ts";

/** Making a form: what each press makes of a definition. Nothing here knows of a page. */

export type Asked = Definition["questions"][number];

export const questionsMax = 100;
export const choicesMax = 50;
export const conditionsMax = 5;
/** As the engine has it: a definition as text. */
const bytesMax = 32 * 1024;

/** Two people make questions apart: what they are called must not be the same by chance. */
export const newKey = (first: string): string =>
  first + Math.random().toString(36).slice(2, 8).padEnd(6, "0");

const newChoice = (): FormChoice => ({ value: newKey("c"), label: "" });

export const hasChoices = (kind: QuestionKind): boolean => kind === "choice" || kind === "choices";

/** A form with one question to begin with. */
export const emptyDesign = (): Definition => ({
  title: "",
  questions: [{ key: newKey("q"), kind: "text", label: "" }],
});

export type Comparison = "is" | "contains" | "over" | "under";
export const comparisons: readonly Comparison[] = ["is", "contains", "over", "under"];

/** How an answer to a question of this kind can be compared; none: nothing can hang on it. */
export function comparisonsOf(kind: QuestionKind): readonly Comparison[] {
  switch (kind) {
    case "yes_no":
    case "choice":
      return ["is"];
    case "choices":
      return ["contains"];
    case "number":
    case "date":
    case "time":
      return ["is", "over", "under"];
    case "text":
    case "long_text":
      return ["contains", "is"];
    case "signature":
    case "photo":
    case "section":
      return [];
  }
}

export const comparisonIn = (condition: Condition): Comparison =>
  comparisons.find((each) => condition[each] !== undefined) ?? "is";

/** A condition about a question, with a value that it may have. */
export function conditionOn(
  question: Asked,
  comparison: Comparison = comparisonsOf(question.kind)[0] ?? "is",
  text = "",
): Condition {
  const about = { question: question.key };
  if (question.kind === "yes_no") return { ...about, is: text !== "no" };
  if (question.kind === "number") {
    const number = Number(text.replace(",", "."));
    return { ...about, [comparison]: Number.isFinite(number) ? number : 0 };
  }
  const first = question.choices?.[0];
  const value = text === "" && first && typeof first !== "string" ? first.value : text;
  return { ...about, [comparison]: value };
}

/** The value of a condition as a field shows it. */
export function conditionText(condition: Condition): string {
  const value = condition[comparisonIn(condition)];
  return typeof value === "boolean" ? (value ? "yes" : "no") : String(value ?? "");
}

function holds(condition: Condition, earlier: readonly Asked[]): boolean {
  const about = earlier.find(({ key }) => key === condition.question);
  if (!about || !comparisonsOf(about.kind).includes(comparisonIn(condition))) return false;
  const value = condition[comparisonIn(condition)];
  if (about.kind === "yes_no") return typeof value === "boolean";
  if (about.kind === "number") return typeof value === "number";
  return typeof value === "string" && (!hasChoices(about.kind) || valuesOf(about).includes(value));
}

const valuesOf = (question: Asked): readonly string[] =>
  (question.choices ?? []).map((each) => (typeof each === "string" ? each : each.value));

export interface Changed {
  readonly definition: Definition;
  /** How many conditions were taken away, for they are about nothing before their question any more. */
  readonly lost: number;
}

/** The same without conditions that cannot hold. */
export function tidied(definition: Definition): Changed {
  let lost = 0;
  const questions = definition.questions.map((question, at): Asked => {
    const { when, ...rest } = question;
    if (when === undefined) return question;
    const kept = when.filter((each) => holds(each, definition.questions.slice(0, at)));
    lost += when.length - kept.length;
    if (kept.length === when.length && kept.length > 0) return question;
    return kept.length > 0 ? { ...rest, when: kept } : rest;
  });
  return lost === 0 ? { definition, lost } : { definition: { ...definition, questions }, lost };
}

const withQuestions = (definition: Definition, questions: readonly Asked[]): Definition => ({
  ...definition,
  questions,
});

export function added(definition: Definition, kind: QuestionKind, at: number): Definition {
  const question: Asked = {
    key: newKey("q"),
    kind,
    label: "",
    ...(hasChoices(kind) && { choices: [newChoice(), newChoice()] }),
  };
  const { questions } = definition;
  return withQuestions(definition, [...questions.slice(0, at), question, ...questions.slice(at)]);
}

export const removed = (definition: Definition, key: string): Definition =>
  withQuestions(
    definition,
    definition.questions.filter((each) => each.key !== key),
  );

/** A question one place up (-1) or down (1); as it was where there is none. */
export function moved(definition: Definition, key: string, by: -1 | 1): Definition {
  const questions = [...definition.questions];
  const from = questions.findIndex((each) => each.key === key);
  const [question] = questions.splice(from, 1);
  const to = from + by;
  if (!question || to < 0 || to > questions.length) return definition;
  questions.splice(to, 0, question);
  return withQuestions(definition, questions);
}

export const changed = (
  definition: Definition,
  key: string,
  change: (question: Asked) => Asked,
): Definition =>
  withQuestions(
    definition,
    definition.questions.map((each) => (each.key === key ? change(each) : each)),
  );

/** The question as one of another kind: what that does not have goes. */
export function asKind(question: Asked, kind: QuestionKind): Asked {
  const { min, max, choices, required, ...rest } = question;
  return {
    ...rest,
    kind,
    ...(required && kind !== "section" && { required }),
    ...(kind === "number" && min !== undefined && { min }),
    ...(kind === "number" && max !== undefined && { max }),
    ...(hasChoices(kind) && { choices: choices ?? [newChoice(), newChoice()] }),
  };
}

export function withBound(question: Asked, bound: "min" | "max", text: string): Asked {
  const { [bound]: _, ...rest } = question;
  const number = Number(text.replace(",", "."));
  return text.trim() === "" || !Number.isFinite(number) ? rest : { ...rest, [bound]: number };
}

export function withHelp(question: Asked, text: string): Asked {
  const { help, ...rest } = question;
  return text === "" ? rest : { ...rest, help: withText(help, text) };
}

export function withChoices(question: Asked, choices: readonly FormChoice[]): Asked {
  return { ...question, choices };
}

export const choicesOf = (question: Asked): readonly FormChoice[] =>
  (question.choices ?? []).filter((each) => typeof each !== "string");

export const moreChoices = (question: Asked): Asked =>
  withChoices(question, [...choicesOf(question), newChoice()]);

export function withConditions(question: Asked, when: readonly Condition[]): Asked {
  const { when: _, ...rest } = question;
  return when.length === 0 ? rest : { ...rest, when };
}

/** What keeps a form from being used. */
export type Lack =
  | "when"
  | "title"
  | "label"
  | "choice"
  | "choices"
  | "nothing"
  | "photos"
  | "bounds"
  | "long";

const isBlank = (words: Words | undefined): boolean => wordsIn(words).trim() === "";

/** What the question still lacks. */
export function lackOf(question: Question): Lack | null {
  if (isBlank(question.label)) return "label";
  if (hasChoices(question.kind)) {
    const choices = question.choices ?? [];
    if (choices.length < 2) return "choices";
    if (choices.some((each) => typeof each !== "string" && isBlank(each.label))) return "choice";
  }
  if (question.when?.some((each) => conditionText(each).trim() === "")) return "when";
  const { min, max } = question;
  return min !== undefined && max !== undefined && min > max ? "bounds" : null;
}

/** The first thing that a form still lacks, and where. */
export function lacks(
  definition: Definition,
): { readonly lack: Lack; readonly key: string | null } | null {
  if (isBlank(definition.title)) return { lack: "title", key: null };
  for (const each of definition.questions) {
    const lack = lackOf(each);
    if (lack) return { lack, key: each.key };
  }
  const kinds = definition.questions.map(({ kind }) => kind);
  if (kinds.every((kind) => kind === "section")) return { lack: "nothing", key: null };
  if (kinds.filter((kind) => kind === "photo").length > 1) return { lack: "photos", key: null };
  const bytes = new TextEncoder().encode(JSON.stringify(definition)).length;
  return bytes > bytesMax ? { lack: "long", key: null } : null;
}

/** A name for a form made of its title, that nobody else makes by chance. */
export function nameFor(title: string): string {
  const words = title
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "")
    .slice(0, 30)
    .replace(/-+$/, "");
  return `${words === "" ? "form" : words}-${newKey("").slice(0, 5)}`;
}
