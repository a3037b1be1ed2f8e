import { expect, test } from "vitest";
import { finder, fit, fold } from "./find_people.ts";

const find = (names: readonly string[], query: string, limit = 5) =>
  finder(names, (name) => name)(query, limit).map((found) => found.item);

test("accents, case and joints do not matter", () => {
  expect(fold("Zoë ÅSE Łukasz Straße")).toBe("zoe ase lukasz strasse");
  expect(find(["Zoë O’Brien", "Ann Brown"], "zoe obrien")).toEqual(["Zoë O’Brien"]);
  expect(find(["Zoë O’Brien", "Ann Brown"], "brien")).toEqual(["Zoë O’Brien"]);
  expect(find(["Anne-Marie Roux"], "annemarie")).toEqual(["Anne-Marie Roux"]);
});

test("beginnings are enough, in any order", () => {
  expect(find(["Hanne Lindqvist", "Per Olsen"], "lind ha")).toEqual(["Hanne Lindqvist"]);
});

test.each([
  ["wrong", "lindqwist"],
  ["missing", "lindqist"],
  ["one too many", "lindqvisst"],
  ["swapped", "lidnqvist"],
  ["wrong at the start", "bindqvist"],
  ["wrong while it is typed", "lidnq"],
])("one letter %s is forgiven", (_, typed) => {
  expect(find(["Hanne Lindqvist", "Per Olsen"], typed)).toEqual(["Hanne Lindqvist"]);
});

test("two slips in one word are not", () => {
  expect(fit("lnidqvits", "lindqvist")).toBeNull();
});

test("what is typed right comes before what is nearly so", () => {
  expect(find(["Tobias Linder", "Lina Okafor", "Lena Fischer"], "lina")[0]).toBe("Lina Okafor");
});

test("what was meant is marked in the name as it is written", () => {
  const [found] = finder(["Hanne Lindqvist"], (name) => name)("lind");
  expect(found?.spans).toEqual([[6, 10]]);
});

test("words beside the name count, and less", () => {
  const people = [
    { name: "Per Olsen", party: "Bello family" },
    { name: "Ruth Bello", party: "" },
  ];
  const found = finder(
    people,
    (person) => person.name,
    (person) => person.party,
  )("bello");
  expect(found.map((each) => each.item.name)).toEqual(["Ruth Bello", "Per Olsen"]);
});

test("nothing typed finds nothing, and signs are no words", () => {
  expect(find(["Ann"], "  ")).toEqual([]);
  expect(find(["Ann"], "(.*)+$")).toEqual([]);
});
