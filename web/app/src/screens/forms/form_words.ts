import type { Answer } from "../../data/answers.ts";
import type { FormKind, Question } from "../../data/form_kinds.ts";
import { forms as say } from "../../words/en/forms.ts";

type Key = Extract<keyof typeof say.en, `q_${string}` | `c_${string}` | `kind_${string}`>;
type Plain = "q_signature";

/** The words under a made-up key; the key itself where there are none. */
const named = (key: string, otherwise: string): string =>
  key in say.en ? say(key as Key as Plain) : otherwise;

/** What a question asks, in words. */
export const questionName = (kind: FormKind, question: Question): string =>
  question.key === "signature"
    ? say("q_signature")
    : named(`q_${kind.name}_${question.key}`, question.key);

export const choiceName = (choice: string): string => named(`c_${choice}`, choice);

export const kindName = (kind: FormKind | null): string =>
  kind === null ? say("title") : named(`kind_${kind.name}`, kind.name);

export const kindAbout = (kind: FormKind): string => named(`about_${kind.name}`, "");

/** An answer in words; empty where there is none. */
export function answerText(question: Question, answer: Answer | undefined): string {
  if (answer === undefined) return question.kind === "check" ? say("no") : "";
  if (typeof answer === "boolean") return say(answer ? "yes" : "no");
  if (typeof answer === "object") return answer.name;
  return question.kind === "choice" ? choiceName(answer) : answer;
}
