import { expect, test } from "vitest";
import { fill, match } from "./match.ts";

test("a path of the pattern gives its names", () => {
  expect(match("/e/:scope/guests/:record", "/e/12/guests/ab%2Fc")).toEqual({
    scope: "12",
    record: "ab/c",
  });
  expect(match("/", "/")).toEqual({});
  expect(match("/sync", "/sync/")).toEqual({});
});

test("another path gives null", () => {
  expect(match("/e/:scope/guests", "/e/12/tables")).toBeNull();
  expect(match("/e/:scope/guests", "/e/12/guests/7")).toBeNull();
  expect(match("/e/:scope", "/e/")).toBeNull();
  expect(match("/e/:scope", "/e/%E0%A4%A")).toBeNull();
});

test("a last piece with a question mark may be missing", () => {
  expect(match("/e/:scope/seating/:record?", "/e/1/seating/7")).toEqual({
    scope: "1",
    record: "7",
  });
  expect(match("/e/:scope/seating/:record?", "/e/1/seating")).toEqual({ scope: "1" });
  expect(match("/e/:scope/seating/:record?", "/e/1/guests")).toBeNull();
});

test("filling a pattern and matching it gives the same names", () => {
  const params = { scope: "1844674407370955161", record: "a b/ü%" };
  expect(match("/e/:scope/guests/:record", fill("/e/:scope/guests/:record", params))).toEqual(
    params,
  );
});
