import type { FormProblem } from "@wedsync/client";
import { type Answer, isSignature } from "../../data/answers.ts";
import { wordsIn } from "../../data/form_definition.ts";
import type { FormChoice, FormKind, Question, QuestionKind } from "../../data/form_kinds.ts";
import type { IconName } from "../../parts/icon_names.ts";
import { design } from "../../words/en/design.ts";
import { forms as say } from "../../words/en/forms.ts";
import { list, shortDay } from "../../words/format.ts";
import { number } from "../../words/say.ts";

type Key = Extract<keyof typeof say.en, `q_${string}` | `c_${string}` | `kind_${string}`>;
type Plain = "q_signature";

/** The words under a made-up key; the key itself where there are none. */
const named = (key: string, otherwise: string): string =>
  key in say.en ? say(key as Key as Plain) : otherwise;

/** What a question asks, in words. */
export function questionName(kind: FormKind, question: Question): string {
  if (question.label !== undefined) return wordsIn(question.label);
  return question.key === "signature"
    ? say("q_signature")
    : named(`q_${kind.name}_${question.key}`, question.key);
}

export const choiceValue = (choice: FormChoice | string): string =>
  typeof choice === "string" ? choice : choice.value;

export const choiceName = (choice: FormChoice | string): string =>
  typeof choice === "string" ? named(`c_${choice}`, choice) : wordsIn(choice.label);

export const kindName = (kind: FormKind | null): string => {
  if (kind === null) return say("title");
  return kind.definition ? wordsIn(kind.definition.title) : named(`kind_${kind.name}`, kind.name);
};

export const kindAbout = (kind: FormKind): string =>
  kind.definition ? wordsIn(kind.definition.about) : named(`about_${kind.name}`, "");

const icons: Readonly<Record<string, IconName>> = {
  incident: "triangle-alert",
  damage: "wine",
  handover: "key-round",
  feedback: "heart-handshake",
};
export const kindIcon = (name: string): IconName => icons[name] ?? "file-text";

export const questionKindName = (kind: QuestionKind): string => design(`k_${kind}`);

/** One of a question's values in words. */
function valueName(question: Question, value: string): string {
  const found = question.choices?.find((each) => choiceValue(each) === value);
  return found === undefined ? value : choiceName(found);
}

/** An answer in words; empty where there is none. */
export function answerText(question: Question, answer: Answer | undefined): string {
  if (answer === undefined) return "";
  if (typeof answer === "boolean") return say(answer ? "yes" : "no");
  if (typeof answer === "number") return number(answer);
  if (isSignature(answer)) return answer.name;
  if (typeof answer !== "string") return list(answer.map((each) => valueName(question, each)));
  if (question.kind === "date") return shortDay(Date.parse(`${answer}T12:00`)) || answer;
  return question.kind === "choice" ? valueName(question, answer) : answer;
}

/** What is wrong with an answer; null where nothing has to be said of it. */
export function problemWords(problem: FormProblem): string | null {
  switch (problem.code) {
    case "required":
    case "not_asked":
      return null;
    case "too_small":
      return say("tooSmall", { least: problem.least ?? 0 });
    case "too_large":
      return say("tooLarge", { most: problem.most ?? 0 });
    case "too_long":
      return say("tooLong", { most: problem.most ?? 0 });
    case "wrong_kind":
    case "not_a_choice":
    case "repeated":
      return say("wrongKind");
  }
}
