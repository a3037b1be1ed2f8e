import type {
  FormCheckAnswer,
  FormProblem,
  FormTally,
  ModuleQuestion,
  SubmissionsAnswer,
} from "@wedsync/client";
import { toDefinition, wordsIn } from "../data/form_definition.ts";
import { type Condition, type Definition, kindNamed, type Question } from "../data/form_kinds.ts";
import type { FakeRow } from "./fake_query.ts";

/** What the module "forms" says, as far as the made-up app needs it; the engine's own is modules/forms. */

type Answers = Readonly<Record<string, unknown>>;

const isGiven = (answer: unknown): boolean => {
  if (typeof answer === "string") return answer.trim() !== "";
  if (Array.isArray(answer)) return answer.length > 0;
  if (typeof answer === "object" && answer !== null) {
    return Object.values(answer).some((each) => String(each).trim() !== "");
  }
  return answer !== undefined && answer !== null;
};

const numberIn = (answer: unknown) => Number(String(answer).replace(",", "."));

function holds(condition: Condition, answer: unknown): boolean {
  if (condition.contains !== undefined) {
    return Array.isArray(answer)
      ? answer.includes(condition.contains)
      : String(answer).toLowerCase().includes(condition.contains.toLowerCase());
  }
  const wanted = condition.is ?? condition.over ?? condition.under;
  const [left, right] =
    typeof wanted === "number" ? [numberIn(answer), wanted] : [answer as string, wanted as string];
  if (condition.is !== undefined) return left === right;
  return condition.over !== undefined ? left > right : left < right;
}

function problemOf(question: Question, answer: unknown): FormProblem | null {
  const about = { question: question.key };
  if (!isGiven(answer)) return question.required ? { ...about, code: "required" } : null;
  if (question.kind !== "number") return null;
  const value = numberIn(answer);
  if (Number.isNaN(value)) return { ...about, code: "wrong_kind" };
  const { min, max } = question;
  if (min !== undefined && value < min) return { ...about, code: "too_small", least: min };
  return max !== undefined && value > max ? { ...about, code: "too_large", most: max } : null;
}

export function checked(questions: readonly Question[], answers: Answers): FormCheckAnswer {
  const visible: string[] = [];
  let isSectionShown = true;
  for (const each of questions) {
    const isShown = (each.when ?? []).every(
      (condition) =>
        visible.includes(condition.question) &&
        isGiven(answers[condition.question]) &&
        holds(condition, answers[condition.question]),
    );
    if (each.kind === "section") isSectionShown = isShown;
    if (isShown && isSectionShown) visible.push(each.key);
  }
  const problems = questions.flatMap((each) => {
    const problem = visible.includes(each.key) ? problemOf(each, answers[each.key]) : null;
    return problem ? [problem] : [];
  });
  return { visible, problems };
}

const textIn = (row: FakeRow, field: string) => String(row.values[field] ?? "");

const answersIn = (row: FakeRow): Answers => {
  try {
    return JSON.parse(textIn(row, "answers") || "{}") as Answers;
  } catch {
    return {};
  }
};

function tallyOf(question: Question, all: readonly Answers[]): FormTally {
  const given = all.map((answers) => answers[question.key]).filter(isGiven);
  const count = (value: unknown) =>
    given.filter((each) => (Array.isArray(each) ? each.includes(value) : each === value)).length;
  const choices =
    question.kind === "yes_no"
      ? [true, false].map((value) => {
          const word = value ? "yes" : "no";
          return { value: word, label: word, count: count(value) };
        })
      : (question.choices ?? []).map((each) =>
          typeof each === "string"
            ? { value: each, label: each, count: count(each) }
            : { value: each.value, label: wordsIn(each.label), count: count(each.value) },
        );
  return {
    question: question.key,
    kind: question.kind as FormTally["kind"],
    label: wordsIn(question.label),
    choices,
    answered: given.length,
  };
}

/** An answer of the module, over these records. */
export function formsAnswer(
  asked: ModuleQuestion,
  rows: readonly FakeRow[],
  nowMs: number,
): FormCheckAnswer | SubmissionsAnswer {
  const name = String(asked.name ?? "");
  const own = rows.find(
    (row) => row.collection === "form_definitions" && textIn(row, "name") === name,
  );
  const kept = own ? toDefinition(textIn(own, "definition")) : null;
  const questions: readonly Question[] = kindNamed(name)?.questions ?? kept?.questions ?? [];
  if (asked.question === "check") {
    const given = toDefinition(JSON.stringify(asked.definition ?? null));
    return checked(given?.questions ?? questions, (asked.answers ?? {}) as Answers);
  }
  const of = rows.filter(
    (row) => row.collection === "forms" && textIn(row, "question_set") === name,
  );
  const done = of.filter((row) => ["submitted", "reviewed"].includes(textIn(row, "status")));
  return {
    submissions: done
      .map((row) => ({
        scope: row.scope,
        record: row.record,
        title: textIn(row, "name"),
        form: name,
        version: Number(row.values.form_version ?? 0),
        status: textIn(row, "status"),
        submitted_at: Number(row.values.submitted_at ?? 0),
        answers: answersIn(row),
      }))
      .sort((a, b) => b.submitted_at - a.submitted_at),
    handed_in: done.length,
    begun: of.length - done.length,
    counts: questions
      .filter(({ kind }) => ["choice", "choices", "yes_no"].includes(kind))
      .map((each) => tallyOf(each, done.map(answersIn))),
    as_of: nowMs,
  };
}

const tasting: Definition = {
  title: { en: "Tasting", de: "Verkostung", ar: "تذوق" },
  about: "What the couple chose",
  questions: [
    {
      key: "cake",
      kind: "choice",
      label: "Which cake?",
      required: true,
      choices: [
        { value: "hazelnut", label: "Hazelnut" },
        { value: "lemon", label: "Lemon and thyme" },
        { value: "plum", label: "Plum" },
      ],
    },
    {
      key: "nuts",
      kind: "yes_no",
      label: "Is any guest allergic to nuts?",
      required: true,
      when: [{ question: "cake", is: "hazelnut" }],
    },
    {
      key: "guests",
      kind: "number",
      label: "Pieces",
      min: 1,
      max: 400,
      help: "One for each guest",
    },
    { key: "drinks", kind: "section", label: "Drinks" },
    {
      key: "glasses",
      kind: "choices",
      label: "What is poured?",
      choices: [
        { value: "wine", label: "Wine" },
        { value: "beer", label: "Beer" },
        { value: "none", label: "Without alcohol" },
      ],
    },
    { key: "signature", kind: "signature", label: "Signature" },
  ],
};

export const madeUpForm = {
  name: "tasting",
  title: "Tasting",
  definition: JSON.stringify(tasting),
  version: 3,
  is_retired: false,
};

/** Some that were handed in. */
export const madeUpSubmissions = (lastMs: number) =>
  ["hazelnut", "lemon", "lemon", "plum", "lemon", "hazelnut", "lemon"].map((cake, at) => ({
    name: `Tasting ${at + 1}`,
    status: at === 0 ? "reviewed" : "submitted",
    question_set: "tasting",
    definition: madeUpForm.definition,
    form_version: at < 3 ? 2 : 3,
    answers: JSON.stringify({
      cake,
      ...(cake === "hazelnut" && { nuts: at > 2 }),
      guests: 90 + at * 7,
      glasses: at % 2 ? ["wine", "none"] : ["wine", "beer"],
    }),
    submitted_at: lastMs - at * 86_400_000,
  }));
