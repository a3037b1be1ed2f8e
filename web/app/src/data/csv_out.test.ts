import { expect, test } from "vitest";
import { FakeClient } from "../testing/fake_client.ts";
import { allTables, csvCell, csvGuarded, csvOf, csvUnguarded, plainText } from "./csv_out.ts";

test("no cell is taken for a formula, and the guard comes off again", () => {
  for (const text of ["=1+1", "+44 20", "-3", "@x", "\tx", "\r", "'=1", "''@", "'", "plain", ""]) {
    expect(csvGuarded(text)).toMatch(/^(?![=+\-@\t\r\n])/);
    expect(csvUnguarded(csvGuarded(text)), text).toBe(text);
  }
});

test("cells are quoted where they must be", () => {
  expect(csvCell('say "hi"')).toBe('"say ""hi"""');
  expect(csvCell("a,b")).toBe('"a,b"');
  expect(csvCell(" a")).toBe('" a"');
  expect(csvCell("two\nlines")).toBe('"two\nlines"');
  expect(csvOf(["a", "b"], [["=1", "x;y"]])).toBe('a,b\r\n\'=1,"x;y"\r\n');
});

test("values are plain text", () => {
  const titles = new Map([["t", "Table 1"]]);
  expect(plainText("table", { record: "t" }, titles)).toBe("Table 1");
  expect(plainText("due_at", 0, titles)).toBe("1970-01-01T00:00:00.000Z");
  expect(plainText("diets", ["vegan", "halal"], titles)).toBe("vegan; halal");
  expect(plainText("is_done", true, titles)).toBe("yes");
  expect(plainText("notes", undefined, titles)).toBe("");
});

test("everything here becomes a file for each collection of each wedding", async () => {
  const client = new FakeClient({ nowMs: Date.UTC(2026, 8, 26, 15), guestsEach: 60 });
  const steps: (readonly [number, number])[] = [];
  const files = await allTables(client, (...step) => steps.push(step));
  const [done, total] = steps.at(-1) ?? [];
  expect(done).toBe(total);
  expect(steps.map(([at]) => at)).toEqual(steps.map(([at]) => at).toSorted((a, b) => a - b));
  const guests = files.find((each) => each.name === "Okafor & Lindqvist/guests.csv");
  const text = new TextDecoder().decode(guests?.bytes);
  expect(text.split("\r\n").length).toBe(62);
  expect(text).toContain("'+44");
  expect(new Set(files.map((each) => each.name)).size).toBe(files.length);
});

test("nothing is left out of a copy that is taken before the page was told of the weddings", async () => {
  const client = new FakeClient({ nowMs: Date.UTC(2026, 8, 26, 15), guestsEach: 60 });
  client.scopes.value = [];
  const files = await allTables(client, () => undefined);
  expect(files.filter((each) => each.name.endsWith("/guests.csv"))).toHaveLength(5);
});
