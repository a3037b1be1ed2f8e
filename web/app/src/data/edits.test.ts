import type { OpenedRecord } from "@wedsync/client";
import { expect, test } from "vitest";
import { editsOf, toSet } from "./edits.ts";

const opened: OpenedRecord = {
  scope: "1",
  record: "g",
  collection: "guests",
  isContested: false,
  disputed: [],
  values: { full_name: "Ann", meal: "beef", diets: ["vegan", "halal"], is_child: true },
  dots: { full_name: ["d1"], meal: ["d2", "d3"] },
};

test("what is as it was is no edit", () => {
  expect(
    editsOf(opened, { full_name: "Ann", phone: "", is_child: true, gift_received: false }),
  ).toEqual([]);
});

test("a change says what the form had shown", () => {
  expect(editsOf(opened, { meal: "fish", phone: "1" })).toEqual([
    { edit: "set", record: "g", field: "meal", value: "fish", seen: ["d2", "d3"] },
    { edit: "set", record: "g", field: "phone", value: "1", seen: [] },
  ]);
});

test("an emptied field is cleared", () => {
  expect(editsOf(opened, { meal: "" })).toEqual([{ edit: "clear", record: "g", field: "meal" }]);
});

test("a set gains and loses single elements", () => {
  expect(editsOf(opened, { diets: ["halal", "gluten-free"] })).toEqual([
    { edit: "add", record: "g", field: "diets", element: "gluten-free" },
    { edit: "remove", record: "g", field: "diets", element: "vegan" },
  ]);
});

test("a line of words is a set", () => {
  expect(toSet(" vegan, halal ,, vegan")).toEqual(["vegan", "halal"]);
});
