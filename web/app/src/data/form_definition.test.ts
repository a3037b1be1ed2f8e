import { describe, expect, test } from "vitest";
import builtin from "../../../../modules/forms/builtin.json?raw";
import { forms } from "../words/en/forms.ts";
import { definitionWords, toDefinition, withText, wordsIn } from "./form_definition.ts";
import { type FormKind, formKinds } from "./form_kinds.ts";

describe("a definition", () => {
  test("is read as it was written", () => {
    const text = JSON.stringify({
      title: { en: "Tasting" },
      questions: [
        {
          key: "a",
          kind: "choice",
          label: "A",
          choices: [{ value: "x", label: "X" }],
          required: true,
        },
        { key: "b", kind: "text", label: "B", when: [{ question: "a", is: "x" }] },
      ],
    });
    const read = toDefinition(text);
    expect(JSON.stringify(read)).toBe(text);
    expect(read && definitionWords(read)).toBe("Tasting\n1. A (X) *\n2. B");
  });

  test.each([
    "",
    "null",
    "[]",
    "7",
    "{",
    '{"title": "T"}',
    '{"title": 7, "questions": []}',
    '{"title": "T", "questions": [null]}',
    '{"title": "T", "questions": [{"key": "a", "kind": "poem", "label": "A"}]}',
    '{"title": "T", "questions": [{"key": "a", "kind": "text", "label": {}}]}',
    '{"title": "T", "questions": [{"key": "a", "kind": "choice", "label": "A", "choices": [1]}]}',
    '{"title": "T", "questions": [{"key": "a", "kind": "text", "label": "A", "when": {}}]}',
  ])("is none of %j", (text) => {
    expect(toDefinition(text)).toBeNull();
  });
});

test("words are in the reader's language, else in English, else as they are", () => {
  expect(wordsIn("x", "de")).toBe("x");
  expect(wordsIn({ en: "Cake", de: "Torte" }, "de-AT")).toBe("Torte");
  expect(wordsIn({ en: "Cake", de: "Torte" }, "ar")).toBe("Cake");
  expect(wordsIn({ fr: "Gâteau" }, "ar")).toBe("Gâteau");
  expect(wordsIn(undefined, "en")).toBe("");
  expect(withText({ en: "Cake", de: "Torte" }, "Kuchen", "de")).toEqual({
    en: "Cake",
    de: "Kuchen",
  });
  expect(withText("Cake", "Tart", "de")).toBe("Tart");
});

test("what is built in is the same for the engine", () => {
  const built = JSON.parse(builtin) as {
    name: string;
    definition: { questions: Record<string, unknown>[] };
  }[];
  const say = forms.en as unknown as Record<string, string>;
  const kinds: readonly FormKind[] = formKinds;
  const asBuilt = kinds.map((kind) => ({
    name: kind.name,
    definition: {
      title: say[`kind_${kind.name}`],
      about: say[`about_${kind.name}`],
      questions: kind.questions.map((each) => ({
        ...each,
        label: say[each.key === "signature" ? "q_signature" : `q_${kind.name}_${each.key}`],
        ...(each.choices && {
          choices: each.choices.map((value) => ({ value, label: say[`c_${value}`] })),
        }),
      })),
    },
  }));
  expect(asBuilt).toEqual(built);
});
