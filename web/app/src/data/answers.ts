import type { FormKind, Question } from "./form_kinds.ts";
import { isDrawing } from "./signature.ts";

/** A signature: drawn, or the name alone where somebody cannot or does not want to draw. */
export interface Signature {
  readonly name: string;
  /** A path of an SVG, made of ours only; empty: not drawn. */
  readonly drawing: string;
}

export type Answer = string | boolean | number | readonly string[] | Signature;
export type Answers = Readonly<Record<string, Answer>>;

const textMax = 10_000;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isSignature = (answer: Answer | undefined): answer is Signature =>
  typeof answer === "object" && !Array.isArray(answer);

/** What a question of choices may be answered with. */
export const valuesOf = (question: Question): readonly string[] =>
  (question.choices ?? []).map((each) => (typeof each === "string" ? each : each.value));

/** Whether something can be shown as the answer; whether it holds is the engine's to say. */
function isAnswer(question: Question, value: unknown): value is Answer {
  switch (question.kind) {
    case "text":
    case "long_text":
      return typeof value === "string" && value.length <= textMax;
    case "time":
      return typeof value === "string" && /^([01]\d|2[0-3]):[0-5]\d$/.test(value);
    case "date":
      return typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value);
    case "number":
      return (
        typeof value === "number" ||
        (typeof value === "string" && /^-?\d{0,12}([.,]\d{0,6})?$/.test(value))
      );
    case "yes_no":
      return typeof value === "boolean";
    case "choice":
      return typeof value === "string" && valuesOf(question).includes(value);
    case "choices":
      return (
        Array.isArray(value) &&
        value.length <= valuesOf(question).length &&
        value.every((each) => valuesOf(question).includes(each))
      );
    case "signature":
      return (
        isRecord(value) &&
        typeof value.name === "string" &&
        value.name.length <= 200 &&
        typeof value.drawing === "string" &&
        (value.drawing === "" || isDrawing(value.drawing))
      );
    case "photo":
    case "section":
      return false;
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
    const isEmpty = value === undefined || value === "" || (Array.isArray(value) && !value.length);
    return isEmpty ? [] : [[key, value]];
  });
  const lines = [...known, ...Object.entries(others)].map(
    ([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  );
  return lines.length === 0 ? "" : `{\n${lines.join(",\n")}\n}`;
}
