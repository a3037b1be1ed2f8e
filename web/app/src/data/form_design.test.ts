import { describe, expect, test } from "vitest";
import {
  added,
  asKind,
  changed,
  choicesOf,
  comparisonIn,
  conditionOn,
  conditionText,
  emptyDesign,
  lacks,
  moved,
  nameFor,
  removed,
  tidied,
  withBound,
  withConditions,
  withHelp,
} from "./form_design.ts";
import type { Definition } from "./form_kinds.ts";

const form: Definition = {
  title: "Tasting",
  questions: [
    { key: "guests", kind: "number", label: "Guests" },
    {
      key: "cake",
      kind: "choice",
      label: { en: "Cake", de: "Torte" },
      choices: [
        { value: "nut", label: "Nut" },
        { value: "plum", label: "Plum" },
      ],
    },
    {
      key: "allergy",
      kind: "text",
      label: "Who is allergic?",
      when: [
        { question: "cake", is: "nut" },
        { question: "guests", over: 2 },
      ],
    },
  ],
};
const keys = (definition: Definition) => definition.questions.map(({ key }) => key);

describe("a form that is made", () => {
  test("begins with one question, and says what it lacks", () => {
    const begun = emptyDesign();
    expect(lacks(begun)).toEqual({ lack: "title", key: null });
    const [first] = begun.questions;
    expect(lacks({ ...begun, title: "T" })).toEqual({ lack: "label", key: first?.key });
    expect(lacks(form)).toBeNull();
    expect(lacks({ title: "T", questions: [] })?.lack).toBe("nothing");
    const photos = added(added(form, "photo", 0), "photo", 0);
    const labelled = {
      ...photos,
      questions: photos.questions.map((each) => ({ ...each, label: "L" })),
    };
    expect(lacks(labelled)?.lack).toBe("photos");
    expect(lacks({ ...form, title: "x".repeat(33_000) })?.lack).toBe("long");
  });

  test("keeps its order under moves, and stays as it is at its ends", () => {
    expect(keys(moved(form, "cake", -1))).toEqual(["cake", "guests", "allergy"]);
    expect(moved(form, "guests", -1)).toBe(form);
    expect(moved(form, "allergy", 1)).toBe(form);
    expect(keys(moved(moved(form, "cake", 1), "cake", -1))).toEqual(keys(form));
  });

  test("loses the conditions that are about nothing before them any more", () => {
    const earlier = tidied(moved(form, "allergy", -1));
    expect(earlier.lost).toBe(1);
    expect(earlier.definition.questions[1]?.when).toEqual([{ question: "guests", over: 2 }]);
    const gone = tidied(removed(removed(form, "guests"), "cake"));
    expect(gone.lost).toBe(2);
    expect(gone.definition.questions[0]).not.toHaveProperty("when");
    const other = tidied(changed(form, "cake", (each) => asKind(each, "yes_no")));
    expect(other.lost).toBe(1);
    const fewer = changed(form, "cake", (each) => ({ ...each, choices: choicesOf(each).slice(1) }));
    expect(tidied(fewer).lost).toBe(1);
    expect(tidied(form)).toEqual({ definition: form, lost: 0 });
  });

  test("changes the kind of a question with what belongs to it", () => {
    const [guests, cake] = form.questions;
    if (!guests || !cake) throw new Error("gone");
    const bound = withBound({ ...guests, required: true }, "max", "2,5");
    expect(bound.max).toBe(2.5);
    expect(withBound(bound, "max", "")).not.toHaveProperty("max");
    expect(asKind(bound, "text")).not.toHaveProperty("max");
    expect(asKind(bound, "section")).not.toHaveProperty("required");
    expect(asKind(guests, "choices").choices).toHaveLength(2);
    expect(asKind(cake, "choices").choices).toEqual(cake.choices);
    expect(lacks(changed(form, "guests", () => ({ ...guests, min: 2, max: 1 })))?.lack).toBe(
      "bounds",
    );
    expect(withHelp(withHelp(cake, "a"), "")).not.toHaveProperty("help");
  });

  test("gives a condition a value that its question may have", () => {
    const [guests, cake, allergy] = form.questions;
    if (!guests || !cake || !allergy) throw new Error("gone");
    expect(conditionOn(cake)).toEqual({ question: "cake", is: "nut" });
    expect(conditionOn(guests, "over", "3,5")).toEqual({ question: "guests", over: 3.5 });
    expect(conditionOn(guests, "over", "many")).toEqual({ question: "guests", over: 0 });
    const yes = conditionOn({ ...guests, kind: "yes_no" });
    expect([comparisonIn(yes), conditionText(yes)]).toEqual(["is", "yes"]);
    const blank = changed(form, "allergy", (each) => withConditions(each, [conditionOn(allergy)]));
    expect(lacks(blank)).toEqual({ lack: "when", key: "allergy" });
    expect(withConditions(allergy, [])).not.toHaveProperty("when");
  });

  test("has a name made of its title", () => {
    expect(nameFor("Été à la ferme!")).toMatch(/^ete-a-la-ferme-[a-z0-9]{5}$/);
    expect(nameFor("تذوق")).toMatch(/^form-[a-z0-9]{5}$/);
    expect(nameFor("12 Cakes")).toMatch(/^cakes-[a-z0-9]{5}$/);
    expect(nameFor("x".repeat(100)).length).toBeLessThanOrEqual(40);
    expect(nameFor("a")).not.toBe(nameFor("a"));
  });
});
