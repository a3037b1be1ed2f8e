import { describe, expect, test } from "vitest";
import { forms } from "../words/en/forms.ts";
import { languages } from "../words/say.ts";
import { readAnswers, writeAnswers } from "./answers.ts";
import { type FormKind, formKinds } from "./form_kinds.ts";
import { isDrawing, strokePath, withoutLast, withStroke } from "./signature.ts";

const [incident] = formKinds;
const kind: FormKind = incident;
const empty = { answers: {}, others: {} };

describe("answers", () => {
  test("come back as they were written, one a line", () => {
    const answers = {
      what: 'A tray\nfell, "loudly"',
      harm: "none",
      signature: { name: "Tom", drawing: "M1 2l3 4" },
    };
    const text = writeAnswers(kind, { answers, others: {} });
    expect(text.split("\n")).toHaveLength(5);
    expect(readAnswers(kind, text)).toEqual({ answers, others: {} });
    expect(JSON.parse(text)).toEqual(answers);
  });

  test("stand on lines of their own, so that two texts made one can still be read", () => {
    const torn = '{\n"what": "A tray fell.",\n"where": "Bar"\n"who": "Nobody"\n}';
    expect(readAnswers(kind, torn).answers).toEqual({
      what: "A tray fell.",
      where: "Bar",
      who: "Nobody",
    });
  });

  test("are only what was asked; others are kept, hostile ones are not taken", () => {
    const text = JSON.stringify({
      what: 7,
      when: "25:00",
      harm: "<script>",
      later: { deep: 1 },
      signature: { name: "x", drawing: 'M0 0"/><script>' },
    });
    expect(readAnswers(kind, text)).toEqual({ answers: {}, others: { later: { deep: 1 } } });
    const written = writeAnswers(kind, readAnswers(kind, text));
    expect(JSON.parse(written)).toEqual({ later: { deep: 1 } });
  });

  test.each(["", "[]", "null", "7", "{", '{"what"'])("of %j are none", (text) => {
    expect(readAnswers(kind, text)).toEqual(empty);
  });

  test("that were emptied are gone", () => {
    expect(writeAnswers(kind, { answers: { what: "" }, others: {} })).toBe("");
  });
});

test("answers of every kind are read, and what no kind is answered with is not", () => {
  const all: FormKind = {
    name: "all",
    questions: [
      { key: "n", kind: "number", label: "N" },
      { key: "d", kind: "date", label: "D" },
      { key: "y", kind: "yes_no", label: "Y" },
      { key: "c", kind: "choices", label: "C", choices: ["a", "b"] },
      { key: "p", kind: "photo", label: "P" },
    ],
  };
  const good = { n: "-3,5", d: "2027-06-12", y: false, c: ["b", "a"] };
  expect(readAnswers(all, JSON.stringify(good)).answers).toEqual(good);
  expect(readAnswers(all, '{"n": 12.5}').answers).toEqual({ n: 12.5 });
  const bad = { n: "1e3", d: "12.6.2027", y: "yes", c: ["z"], p: true };
  expect(readAnswers(all, JSON.stringify(bad)).answers).toEqual({});
  expect(readAnswers(all, '{"c": ["a", "a", "a"]}').answers).toEqual({});
  expect(writeAnswers(all, { answers: { c: [] }, others: {} })).toBe("");
});

test("every question and choice has words", () => {
  expect(languages).toContain("en");
  for (const each of formKinds) {
    expect(forms.en).toHaveProperty(`kind_${each.name}`);
    for (const question of each.questions) {
      const key = question.key === "signature" ? "q_signature" : `q_${each.name}_${question.key}`;
      expect(forms.en).toHaveProperty(key);
      for (const choice of "choices" in question ? question.choices : []) {
        expect(forms.en).toHaveProperty(`c_${choice}`);
      }
    }
  }
});

describe("a signature", () => {
  test("is a path of whole numbers within the pad", () => {
    const path = strokePath([
      [10.4, 20],
      [11, 20],
      [40, 25.6],
      [9000, -50],
    ]);
    expect(path).toBe("M10 20l30 6 560 -26");
    expect(isDrawing(path)).toBe(true);
  });

  test("keeps a dot, and nothing where nothing was drawn", () => {
    expect(strokePath([[5, 5]])).toBe("M5 5l1 0");
    expect(strokePath([])).toBe("");
  });

  test("loses its last stroke, then is empty", () => {
    const two = withStroke(
      withStroke("", [
        [1, 1],
        [50, 50],
      ]),
      [
        [60, 60],
        [90, 90],
      ],
    );
    expect(isDrawing(two)).toBe(true);
    expect(withoutLast(two)).toBe("M1 1l49 49");
    expect(withoutLast(withoutLast(two))).toBe("");
  });

  test("has an end", () => {
    let drawing = "";
    for (let at = 0; at < 5000; at++)
      drawing = withStroke(drawing, [
        [at % 600, 1],
        [at % 500, 99],
      ]);
    expect(isDrawing(drawing)).toBe(true);
  });

  test("is nothing else", () => {
    for (const text of [
      "",
      "M0 0",
      "M0 0z",
      "M1e9 0l1 1",
      "m0 0l1 1",
      "M0 0l1 1<x>",
      "M0 0 L 1 1",
    ]) {
      expect(isDrawing(text), text).toBe(text === "M0 0");
    }
  });
});
