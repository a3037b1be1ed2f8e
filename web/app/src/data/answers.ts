import type { FormKind, Question } from "./form_kinds.ts";
import { isDrawing } from "./signature.ts";

/** A signature: drawn, or the name alone where somebody cannot or does not want to draw. */
export interface Signature {
  readonly name: string;
  /** A path of an SVG, made of ours only; empty: not drawn. */
  readonly drawing: string;
}

export type Answer = string | boolean | Signature;
export type Answers = Readonly<Record<string, Answer>>;

const textMax = 10_000;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function isAnswer(question: Question, value: unknown): value is Answer {
  switch (question.kind) {
    case "text":
    case "long":
      return typeof value === "string" && value.length <= textMax;
    case "time":
      return typeof value === "string" && /^([01]\d|2[0-3]):[0-5]\d$/.test(value);
    case "amount":
      return typeof value === "string" && /^\d{1,9}([.,]\d{0,2})?$/.test(value);
    case "check":
      return typeof value === "boolean";
    case "choice":
      return typeof value === "string" && question.choices.includes(value);
    case "signature":
      return (
        isRecord(value) &&
        typeof value.name === "string" &&
        value.name.length <= 200 &&
        typeof value.drawing === "string" &&
        (value.drawing === "" || isDrawing(value.drawing))
      );
  }
}

/** One answer a line, so that two who answer different questions do not touch the same line. */
function entriesOf(text: string): readonly (readonly [string, unknown])[] {
  try {
    const all: unknown = JSON.parse(text);
    return isRecord(all) ? Object.entries(all) : [];
  } catch {
    return text.split("\n").flatMap((line) => {
      try {
        const one: unknown = JSON.parse(`{${line.trim().replace(/,$/, "")}}`);
        return isRecord(one) ? Object.entries(one) : [];
      } catch {
        return [];
      }
    });
  }
}

export interface Read {
  readonly answers: Answers;
  /** Answers to nothing this version asks; kept as they are. */
  readonly others: Readonly<Record<string, unknown>>;
}

/** The answers that are in the text, as far as they are answers to what the form asks. */
export function readAnswers(kind: FormKind, text: string): Read {
  const answers: Record<string, Answer> = {};
  const others: Record<string, unknown> = {};
  for (const [key, value] of entriesOf(text)) {
    const question = kind.questions.find((each) => each.key === key);
    if (question === undefined) others[key] = value;
    else if (isAnswer(question, value)) answers[key] = value;
  }
  return { answers, others };
}

/** The text of answers, in the order of the questions, one a line. */
export function writeAnswers(kind: FormKind, { answers, others }: Read): string {
  const known = kind.questions.flatMap(({ key }): [string, unknown][] => {
    const value = answers[key];
    return value === undefined || value === "" ? [] : [[key, value]];
  });
  const lines = [...known, ...Object.entries(others)].map(
    ([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  );
  return lines.length === 0 ? "" : `{\n${lines.join(",\n")}\n}`;
}

const isAnswered = (answer: Answer | undefined): boolean =>
  typeof answer === "object"
    ? answer.drawing !== "" || answer.name.trim() !== ""
    : typeof answer === "string"
      ? answer.trim() !== ""
      : answer === true;

/** What has to be answered before the form can be handed in. */
export const missing = (kind: FormKind, answers: Answers): readonly Question[] =>
  kind.questions.filter((each) => each.isRequired && !isAnswered(answers[each.key]));
