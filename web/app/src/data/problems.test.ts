import type { Edit, FieldValue, Repair, Violation } from "@wedsync/client";
import { describe, expect, test } from "vitest";
import { titleOf } from "./any_record.ts";
import {
  countWords,
  isSeating,
  type Names,
  placedOf,
  problemWords,
  repairWords,
  staysWords,
  tableOf,
} from "./problems.ts";

const records: Readonly<Record<string, readonly [string, Readonly<Record<string, FieldValue>>]>> = {
  ana: [
    "guests",
    { full_name: "Ana", table: { record: "rose" }, seat: { record: "r2" }, diets: ["vegan"] },
  ],
  ben: [
    "guests",
    {
      full_name: "Ben",
      table: { record: "rose" },
      seat: { record: "r2" },
      needs_wheelchair: true,
      allergies: "nuts",
    },
  ],
  rose: ["tables", { label: "Rose" }],
  lily: ["tables", { label: "Lily" }],
  l1: ["seats", { label: "Lily / 1", kind: "wheelchair" }],
  loose: ["seats", { label: "By the door" }],
  toast: ["timeline_items", { title: "Toast" }],
};
const names: Names = {
  of: (record) => {
    const found = records[record];
    if (!found) return null;
    const [collection, values] = found;
    return { collection, values, title: titleOf({ collection, values }) };
  },
  seatNumber: (seat) => ({ r2: 2, l1: 1 })[seat] ?? null,
  nowMs: 1_000,
};
const problem = (rule: string, more: Partial<Violation> = {}): Violation => ({
  violation: "v",
  rule,
  kind: "requires",
  collection: "guests",
  fields: ["table", "seat"],
  records: [
    { scope: "1", record: "ana", ms: 1_000, person: "Mara" },
    { scope: "1", record: "ben", ms: 1_000, person: "Bo" },
  ],
  repairs: [],
  ...more,
});
const repair = (kind: Repair["kind"], ...edits: readonly Edit[]): Repair => ({
  repair: "r",
  kind,
  draft: { scope: "1", edits },
});
const to = (record: string, field: string, target: string): Edit => ({
  edit: "set",
  record,
  field,
  value: { record: target },
});

describe("what does not go together", () => {
  test("is said in a sentence, by rule, with the seat as the plan counts it", () => {
    expect(problemWords(problem("one_seat_one_guest"), names)).toBe("Rose, seat 2 is given twice");
    const over = problem("table_capacity", {
      subject: { scope: "1", record: "rose" },
      total: 9,
      limit: 8,
    });
    expect(problemWords(over, names)).toBe("Rose is one over");
    expect(countWords(over)).toBe("9 guests for 8 seats");
    expect(tableOf(over, names)).toBe("rose");
    expect(tableOf(problem("step_free_seat"), names)).toBe("rose");
  });

  test("a rule that is not known here is said by its kind", () => {
    const atOnce = problem("someones_rule", { kind: "no_overlap", collection: "timeline_items" });
    expect(problemWords(atOnce, names)).toBe("Ana and Ben are at the same time");
    expect(problemWords(problem("later", { kind: "unheard" }), names)).toContain("Ana and Ben");
  });

  test("says who put what there, and only what is of this wedding is on its plan", () => {
    expect(
      placedOf(problem("one_seat_one_guest"), names).map(({ title, by }) => [title, by]),
    ).toEqual([
      ["Ana", "Mara"],
      ["Ben", "Bo"],
    ]);
    expect(isSeating(problem("one_seat_one_guest"), "1")).toBe(true);
    expect(isSeating(problem("one_seat_one_guest"), "2")).toBe(false);
    expect(isSeating(problem("x", { collection: "timeline_items" }), "1")).toBe(false);
  });
});

describe("what would mend it", () => {
  test("a move names who, the table and the seat", () => {
    const both = repair("move", to("ben", "table", "lily"), to("ben", "seat", "l1"));
    expect(repairWords(both, names)).toBe("Move Ben to Lily, seat 1");
    expect(repairWords(repair("move", to("ana", "seat", "loose")), names)).toBe(
      "Move Ana to By the door",
    );
    const clear: Edit = { edit: "clear", record: "ana", field: "seat" };
    expect(repairWords(repair("move", to("ana", "table", "lily"), clear), names)).toBe(
      "Move Ana to Lily",
    );
  });

  test("who moves together is named together", () => {
    const family = repair("move", to("ana", "table", "lily"), to("ben", "table", "lily"));
    expect(repairWords(family, names)).toBe("Move Ana and Ben to Lily");
  });

  test("what somebody needs is told where they have it there as well", () => {
    const stepFree = repair("move", to("ben", "table", "lily"), to("ben", "seat", "l1"));
    expect(staysWords(stepFree, names)).toEqual(["Ben keeps: a step-free seat and nuts"]);
    const notSo = repair("move", to("ben", "table", "lily"));
    expect(staysWords(notSo, names)).toEqual(["Ben keeps: nuts"]);
    expect(staysWords(repair("move", to("ana", "table", "lily")), names)).toEqual([
      "Ana keeps: vegan",
    ]);
  });

  test("other kinds say what they would do", () => {
    const set = (record: string, field: string, value: number): Edit => ({
      edit: "set",
      record,
      field,
      value,
    });
    expect(repairWords(repair("raise", set("rose", "capacity", 9)), names)).toBe(
      "Set 9 places at Rose",
    );
    expect(
      repairWords(repair("clear", { edit: "clear", record: "ana", field: "table" }), names),
    ).toBe("Free the seat of Ana");
    expect(repairWords(repair("keep"), names)).toBe("It is right as it is");
    expect(repairWords(repair("shift", set("toast", "starts_at", 1_000)), names)).toMatch(
      /^Begin Toast at .*\d\d/,
    );
  });
});
