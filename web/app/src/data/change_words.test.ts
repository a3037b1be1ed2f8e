import { expect, test } from "vitest";
import { deedsOf, deedsOfEdits, tell } from "./change_words.ts";

const set = (field: string, value: string | boolean | number) =>
  ({ edit: "set", record: "r", field, value }) as const;
const told = (...edits: Parameters<typeof deedsOfEdits>[0]) => tell(deedsOfEdits(edits));

test("a change is told by the most telling of its edits", () => {
  expect(told({ edit: "create", collection: "guests" }, set("full_name", "x"))).toEqual({
    kind: "added",
  });
  expect(told({ edit: "delete", record: "r" })).toEqual({ kind: "deleted" });
  expect(told(set("checked_in_at", 5), set("checked_in", true))).toEqual({ kind: "checkedIn" });
  expect(told(set("checked_in", false))).toMatchObject({ kind: "one", field: "checked_in" });
  expect(told(set("phone", "1"))).toEqual({ kind: "one", field: "phone", value: "1" });
  expect(told(set("phone", "1"), set("email", "2"), set("phone", "3"))).toEqual({
    kind: "many",
    fields: ["phone", "email"],
  });
  expect(told({ edit: "clear", record: "r", field: "seat" })).toEqual({
    kind: "one",
    field: "seat",
    value: undefined,
  });
  expect(told()).toEqual({ kind: "unknown" });
});

test("what is in the history under another name is not this change", () => {
  const history = {
    whole: true,
    items: [
      {
        dot: "1",
        person: "",
        device: "",
        ms: 0,
        pending: true,
        effects: [{ field: "phone", value: "1", place: "current" as const }],
      },
    ],
  };
  expect(deedsOf(history, "r", "1")).toEqual([{ record: "r", field: "phone", value: "1" }]);
  expect(deedsOf(history, "r", "2")).toEqual([]);
});

test("the element of a set is its value, a counter's lane is not", () => {
  const effect = (field: string, sub: string, value?: number | boolean) => ({
    field,
    sub,
    ...(value !== undefined && { value }),
    place: "current" as const,
  });
  const item = (dot: string, effects: ReturnType<typeof effect>[]) => ({
    dot,
    person: "",
    device: "",
    ms: 0,
    pending: true,
    effects,
  });
  const history = {
    whole: true,
    items: [
      item("1", [effect("diets", "vegan", true)]),
      item("2", [effect("diets", "vegan")]),
      item("3", [effect("delay_min", "lane", 10)]),
    ],
  };
  const values = ["1", "2", "3"].map((dot) => deedsOf(history, "r", dot)[0]?.value);
  expect(values).toEqual(["vegan", "vegan", 10]);
});
