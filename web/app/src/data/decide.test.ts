import type { Conflict, FieldValue, History, Sibling } from "@wedsync/client";
import { expect, test } from "vitest";
import {
  baseOf,
  bothTexts,
  decidedBy,
  inOrder,
  isMine,
  livesOf,
  mayKeepBoth,
  questionOf,
  sameSide,
  similarTo,
  versionOf,
} from "./decide.ts";

const side = (dot: string, person: string, value: FieldValue, ms = 10): Sibling => ({
  dot,
  person,
  device: `${person}’s`,
  value,
  ms,
});
const about = (record: string, field: string, ...siblings: readonly Sibling[]): Conflict => ({
  scope: "1",
  kind: "disagreement",
  record,
  field,
  shown: null,
  siblings,
});
const table = about(
  "g",
  "table",
  side("a", "Mara", { record: "t4" }),
  side("b", "Ines", { record: "t7" }),
);

const history = (replacedByB: string): History => ({
  whole: true,
  items: [
    {
      dot: "0",
      person: "Tom",
      device: "",
      ms: 5,
      pending: false,
      effects: [{ field: "table", value: { record: "t1" }, place: "replaced" }],
    },
    ...["a", "b"].map((dot) => ({
      dot,
      person: dot,
      device: "",
      ms: 10,
      pending: false,
      effects: [
        {
          field: "table",
          place: "in_conflict" as const,
          replaced: [
            { dot: dot === "b" ? replacedByB : "0", value: { record: "t1" }, place: "replaced" },
          ],
        },
      ],
    })),
  ],
});

test("the base is what both sides replaced", () => {
  expect(baseOf(history("0"), table)).toEqual({ value: { record: "t1" }, ms: 5 });
  expect(baseOf(history("other"), table)).toBeNull();
  expect(baseOf({ whole: true, items: [] }, table)).toBeNull();
});

test("where nothing was replaced there was nothing, if the history is whole", () => {
  const bare: History = {
    whole: true,
    items: history("0").items.map((item) => ({
      ...item,
      effects: item.effects.map(({ field, place }) => ({ field, place })),
    })),
  };
  expect(baseOf(bare, table)).toEqual({ value: undefined, ms: null });
  expect(baseOf({ ...bare, whole: false }, table)).toBeNull();
});

test("who decided is the newest that replaced a side", () => {
  const decided: History = {
    whole: true,
    items: [
      ...history("0").items,
      {
        dot: "c",
        person: "Mara",
        device: "",
        ms: 20,
        pending: false,
        effects: [
          {
            field: "table",
            value: { record: "t4" },
            place: "current",
            replaced: [{ dot: "a", place: "replaced" }],
          },
        ],
      },
    ],
  };
  expect(decidedBy(decided, table)).toEqual({ person: "Mara", value: { record: "t4" } });
  expect(decidedBy(history("0"), table)).toBeNull();
});

test("protected fields come first, then the oldest", () => {
  const newer = about("n", "table", side("a", "x", "1", 30), side("b", "y", "2", 40));
  const older = about("o", "phone", side("a", "x", "1", 20), side("b", "y", "2", 50));
  const guarded = about("p", "allergies", side("a", "x", "1", 90), side("b", "y", "2", 91));
  expect(inOrder([newer, older, guarded]).map((each) => each.record)).toEqual(["p", "o", "n"]);
});

test("similar is the same field between the same two, and never a protected one", () => {
  const same = about("h", "table", side("c", "Ines", { record: "t2" }), side("d", "Mara", null));
  const others = about("i", "table", side("c", "Tom", null), side("d", "Mara", { record: "t2" }));
  const field = about("j", "seat", side("c", "Ines", null), side("d", "Mara", { record: "s" }));
  expect(similarTo(table, [table, same, others, field])).toEqual([same]);
  expect(sameSide(table.siblings[1] as Sibling, same)).toBe("c");
  const guarded = { ...table, field: "allergies" };
  expect(similarTo(guarded, [{ ...same, field: "allergies" }])).toEqual([]);
});

test("both texts stay, one under the other, nothing twice", () => {
  const note = about("n", "body", side("a", "x", "second ", 20), side("b", "y", "first", 10));
  expect(mayKeepBoth(note)).toBe(true);
  expect(mayKeepBoth(table)).toBe(false);
  expect(bothTexts(note.siblings)).toBe("first\n\nsecond");
  expect(bothTexts([side("a", "x", "same"), side("b", "y", " same")])).toBe("same");
});

test("a version changes with the sides, not with their order", () => {
  const [a, b] = table.siblings as [Sibling, Sibling];
  expect(versionOf({ ...table, siblings: [b, a] })).toBe(versionOf(table));
  expect(versionOf({ ...table, siblings: [a, { ...b, dot: "z" }] })).not.toBe(versionOf(table));
});

test("questions are sentences", () => {
  expect(questionOf(table, "Lois Allan")).toBe("Where should Lois Allan sit?");
  expect(questionOf({ kind: "disagreement", field: "gate" }, "Cake")).toBe(
    "Gate of Cake: what is right?",
  );
  expect(questionOf({ kind: "edited_and_deleted", field: null }, "Rain plan")).toBe(
    "Rain plan was deleted, then changed. Keep it?",
  );
});

test("mine is what this device wrote", () => {
  const me = { hubName: "", person: "Ines", role: "", device: "Ines’s" };
  expect(table.siblings.map((each) => isMine(each, me))).toEqual([false, true]);
  expect(isMine(table.siblings[1] as Sibling, null)).toBe(false);
});

test("who deleted and who edited is read from the history", () => {
  const item = (dot: string, person: string, effects: History["items"][number]["effects"]) => ({
    dot,
    person,
    device: "",
    ms: 1,
    pending: false,
    effects,
  });
  const lives = livesOf({
    whole: true,
    items: [
      item("0", "Tom", [{ field: null, value: true, place: "replaced" }]),
      item("1", "Mara", [{ field: null, place: "current" }]),
      item("2", "Ines", [{ field: "body", value: "x", place: "current" }]),
    ],
  });
  expect([lives.deleted?.person, lives.edited?.person]).toEqual(["Mara", "Ines"]);
  expect(livesOf({ whole: false, items: [] })).toEqual({ deleted: null, edited: null });
});
