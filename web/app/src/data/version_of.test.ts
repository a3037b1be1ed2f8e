import { expect, test } from "vitest";
import { versionOf } from "./version_of.ts";

test("the same content has the same version, another has another", () => {
  expect(versionOf(["Table 1", ["Ana"]])).toBe(versionOf(["Table 1", ["Ana"]]));
  expect(versionOf(["Table 1", ["Ana"]])).not.toBe(versionOf(["Table 1", ["Ben"]]));
  expect(versionOf([])).toMatch(/^[2-9A-Z]{3}-[2-9A-Z]{3}$/);
});
