import type { Claim, ClaimOn } from "@wedsync/client";
import { expect, test } from "vitest";
import { areasOf, carerOf, covers, tablesFromTo } from "./claims.ts";

const claim = (on: ClaimOn, more: Partial<Claim> = {}): Claim => ({
  on,
  kind: "area",
  label: "",
  person: "Bo",
  device: "Tablet 2",
  role: "",
  own: false,
  state: "held",
  takenBy: "",
  untilMs: 10,
  sinceMs: 1,
  isLive: true,
  ...more,
});
const tables = (from: number, to: number): ClaimOn => ({
  scope: "1",
  collection: "tables",
  field: "label",
  from,
  to,
});

test("an area has the records in it: by number, by name, or all", () => {
  expect(covers(tables(1, 10), "t", "Table 7")).toBe(true);
  expect(covers(tables(1, 10), "t", "Table 11")).toBe(false);
  expect(covers(tables(1, 10), "t", "Rose")).toBe(false);
  expect(covers({ scope: "1", collection: "tables", records: ["t"] }, "t", "Rose")).toBe(true);
  expect(covers({ scope: "1", collection: "vendors" }, "v", "Band")).toBe(true);
  expect(covers({ scope: "1", record: "t" }, "u", "")).toBe(false);
});

test("only what somebody else holds makes them the one to ask", () => {
  const other = claim(tables(1, 10));
  const own = claim(tables(1, 10), { own: true });
  const over = claim(tables(1, 10), { state: "taken" });
  expect(carerOf([own, over, other], "t", "Table 3")).toBe(other);
  expect(carerOf([own, over], "t", "Table 3")).toBe(null);
});

test("areas are of one collection of one wedding; own ones come first", () => {
  const own = claim(tables(1, 2), { own: true, sinceMs: 9 });
  const all = [
    claim(tables(3, 4)),
    own,
    claim({ ...tables(3, 4), scope: "2" }),
    claim({ scope: "1", collection: "vendors" }),
    claim({ scope: "1", record: "t" }, { kind: "lease" }),
  ];
  expect(areasOf(all, "1", "tables")).toEqual([own, all[0]]);
});

test("numbers typed the wrong way round are meant as they are, other texts are none", () => {
  expect(tablesFromTo("1", "10", "1")).toEqual(tables(1, 10));
  expect(tablesFromTo("1", "", "3")).toBe(null);
  expect(tablesFromTo("1", "a", "3")).toBe(null);
  expect(tablesFromTo("1", "-1", "3")).toBe(null);
});
