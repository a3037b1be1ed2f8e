/** What forms ask. The words of those that are built in are in words/en/forms.ts, by their keys. */

export const questionKinds = [
  "text",
  "long_text",
  "number",
  "choice",
  "choices",
  "yes_no",
  "date",
  "time",
  "signature",
  "photo",
  "section",
] as const;
export type QuestionKind = (typeof questionKinds)[number];

/** A text of whoever made the form: for all readers, or by language. */
export type Words = string | Readonly<Record<string, string>>;

export interface FormChoice {
  readonly value: string;
  readonly label: Words;
}

/** What an earlier question has to be answered with; one of the comparisons. */
export interface Condition {
  readonly question: string;
  readonly is?: string | number | boolean;
  readonly contains?: string;
  readonly over?: string | number;
  readonly under?: string | number;
}

export interface Question {
  readonly key: string;
  readonly kind: QuestionKind;
  /** Those that are built in have theirs among the words of the app. */
  readonly label?: Words;
  readonly help?: Words;
  readonly required?: boolean;
  readonly min?: number;
  readonly max?: number;
  readonly choices?: readonly (FormChoice | string)[];
  readonly when?: readonly Condition[];
}

/** A definition as it is kept (docs/modules.md, "Forms"). */
export interface Definition {
  readonly title: Words;
  readonly about?: Words;
  readonly questions: readonly (Question & { readonly label: Words })[];
}

/** A form as it is asked here. */
export interface FormKind {
  readonly name: string;
  readonly questions: readonly Question[];
  /** Null: it is built in, and the engine knows it by its name. */
  readonly definition?: Definition;
}

/** Those that are built in; modules/forms/builtin.json is the same for the engine. */
export const formKinds = [
  {
    name: "incident",
    questions: [
      { key: "what", kind: "long_text", required: true },
      { key: "where", kind: "text" },
      { key: "when", kind: "time" },
      { key: "who", kind: "text" },
      { key: "harm", kind: "choice", choices: ["none", "firstAid", "ambulance"], required: true },
      { key: "done", kind: "long_text" },
      { key: "witnesses", kind: "text" },
      { key: "signature", kind: "signature" },
    ],
  },
  {
    name: "damage",
    questions: [
      { key: "what", kind: "long_text", required: true },
      { key: "where", kind: "text" },
      { key: "when", kind: "time" },
      { key: "cause", kind: "choice", choices: ["guest", "vendor", "team", "unknown"] },
      { key: "cost", kind: "number", min: 0 },
      { key: "done", kind: "long_text" },
      { key: "signature", kind: "signature" },
    ],
  },
  {
    name: "handover",
    questions: [
      { key: "to", kind: "text", required: true },
      { key: "keys", kind: "yes_no" },
      { key: "cleared", kind: "yes_no" },
      { key: "closed", kind: "yes_no" },
      { key: "found", kind: "long_text" },
      { key: "open", kind: "long_text" },
      { key: "signature", kind: "signature", required: true },
    ],
  },
  {
    name: "feedback",
    questions: [
      { key: "from", kind: "text" },
      {
        key: "overall",
        kind: "choice",
        choices: ["great", "good", "mixed", "poor"],
        required: true,
      },
      { key: "well", kind: "long_text" },
      { key: "better", kind: "long_text" },
      { key: "mayAsk", kind: "yes_no" },
    ],
  },
] as const satisfies readonly FormKind[];

export type FormKindName = (typeof formKinds)[number]["name"];

export const kindNamed = (name: string): FormKind | null =>
  formKinds.find((each) => each.name === name) ?? null;
