/** What the forms ask. Their words are in words/en/forms.ts, under the same names. */

interface Asked<Kind extends string> {
  readonly key: string;
  readonly kind: Kind;
  readonly isRequired?: boolean;
}

export type Question =
  | Asked<"text" | "long" | "check" | "time" | "amount" | "signature">
  | (Asked<"choice"> & { readonly choices: readonly string[] });

export interface FormKind {
  readonly name: string;
  readonly questions: readonly Question[];
}

export const formKinds = [
  {
    name: "incident",
    questions: [
      { key: "what", kind: "long", isRequired: true },
      { key: "where", kind: "text" },
      { key: "when", kind: "time" },
      { key: "who", kind: "text" },
      { key: "harm", kind: "choice", choices: ["none", "firstAid", "ambulance"], isRequired: true },
      { key: "done", kind: "long" },
      { key: "witnesses", kind: "text" },
      { key: "signature", kind: "signature" },
    ],
  },
  {
    name: "damage",
    questions: [
      { key: "what", kind: "long", isRequired: true },
      { key: "where", kind: "text" },
      { key: "when", kind: "time" },
      { key: "cause", kind: "choice", choices: ["guest", "vendor", "team", "unknown"] },
      { key: "cost", kind: "amount" },
      { key: "done", kind: "long" },
      { key: "signature", kind: "signature" },
    ],
  },
  {
    name: "handover",
    questions: [
      { key: "to", kind: "text", isRequired: true },
      { key: "keys", kind: "check" },
      { key: "cleared", kind: "check" },
      { key: "closed", kind: "check" },
      { key: "found", kind: "long" },
      { key: "open", kind: "long" },
      { key: "signature", kind: "signature", isRequired: true },
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
        isRequired: true,
      },
      { key: "well", kind: "long" },
      { key: "better", kind: "long" },
      { key: "mayAsk", kind: "check" },
    ],
  },
] as const satisfies readonly FormKind[];

export type FormKindName = (typeof formKinds)[number]["name"];

export const kindNamed = (name: string): FormKind | null =>
  formKinds.find((each) => each.name === name) ?? null;
