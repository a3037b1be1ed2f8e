import type { Row } from "@wedsync/client";
import { expect, test } from "vitest";
import { toArrival } from "./arrivals.ts";
import { sheetOf, standingOfArrival } from "./contact_sheet.ts";

const row = (record: string, values: Row["values"]): Row => ({
  scope: "1",
  record,
  values,
  disputed: [],
  isContested: false,
});
const arrival = (record: string, vendor: string, due: number, hereAt?: number) =>
  toArrival(
    row(record, {
      vendor: { record: vendor },
      due_at: due,
      has_arrived: hereAt !== undefined,
      ...(hereAt !== undefined && { arrived_at: hereAt }),
    }),
  );

test("a supplier without a number has that of its contact, who is not listed again", () => {
  const sheet = sheetOf(
    [
      row("v", { name: "Zest", contact: { record: "c" } }),
      row("w", { name: "Arc", phone: "1", contact_name: "Al" }),
      row("x", { name: "Gone", status: "cancelled" }),
    ],
    [],
    [row("c", { full_name: "Cy", phone: "2" }), row("d", { full_name: "Di", company: "Hall" })],
    [],
  );
  expect(sheet.suppliers.map((each) => [each.name, each.about, each.phone])).toEqual([
    ["Arc", "Al", "1"],
    ["Zest", "Cy", "2"],
  ]);
  expect(sheet.others.map((each) => [each.name, each.about])).toEqual([["Di", "Hall"]]);
});

test("the next coming counts, else the last", () => {
  const vendors = [row("v", { name: "Zest" })];
  const both = [arrival("a", "v", 100, 90), arrival("b", "v", 900)];
  expect(sheetOf(vendors, [], [], both).suppliers[0]?.arrival?.record).toBe("b");
  expect(sheetOf(vendors, [], [], both.slice(0, 1)).suppliers[0]?.arrival?.record).toBe("a");
});

test("an arrival is here, late or due", () => {
  const minute = 60_000;
  expect(standingOfArrival(arrival("a", "v", 0, 5), 10)).toBe("here");
  expect(standingOfArrival(arrival("a", "v", 0), 6 * minute)).toBe("late");
  expect(standingOfArrival(arrival("a", "v", 9 * minute), 0)).toBe("due");
  expect(standingOfArrival(null, 0)).toBeNull();
});
