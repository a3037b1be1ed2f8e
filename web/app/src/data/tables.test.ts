import { expect, test } from "vitest";
import type { Guest } from "./guests.ts";
import { overfull } from "./tables.ts";

const table = (scope: string) => ({ scope, record: "1:1:0", label: "Table 1", capacity: 2 });
const guestAt = (scope: string) =>
  ({ scope, table: "1:1:0", reply: "accepted", plusOnes: 0 }) as unknown as Guest;

test("tables of two weddings are two tables, whatever their records are called", () => {
  const two = [guestAt("1"), guestAt("1"), guestAt("2"), guestAt("2")];
  expect(overfull([table("1"), table("2")], two)).toEqual([]);
  const [found, ...others] = overfull([table("1"), table("2")], [...two, guestAt("2")]);
  expect(found).toEqual({ table: table("2"), guests: 3, over: 1 });
  expect(others).toEqual([]);
});
