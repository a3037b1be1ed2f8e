import { expect, test } from "vitest";
import { claimsOf, claimToWire } from "./claims.ts";

const lease = {
  scope: 7,
  kind: "lease",
  collection: "guests",
  record: "r",
  field: "table",
  label: "",
  device: "tablet-1",
  person: "Ana",
  role: "staff",
  state: "held",
  taken_by: "",
  left_ms: 60_000,
  held_ms: 5_000,
  own: false,
  live: true,
} as const;

test("what a claim is on is said as it is asked for", () => {
  const { record: _, field: __, ...area } = lease;
  const told = claimsOf(
    {
      claims: [
        lease,
        { ...area, kind: "area", records: ["a", "b"] },
        { ...area, kind: "area", field: "label", from: 1, to: 10 },
        { ...area, kind: "area" },
      ],
    },
    10_500,
  );
  expect(told.map(({ on }) => on)).toEqual([
    { scope: "7", record: "r", field: "table" },
    { scope: "7", collection: "guests", records: ["a", "b"] },
    { scope: "7", collection: "guests", field: "label", from: 1, to: 10 },
    { scope: "7", collection: "guests" },
  ]);
});

test("times are of this device's clock, and never later than the claim lasts", () => {
  const [claim] = claimsOf({ claims: [lease] }, 10_500);
  expect(claim).toMatchObject({ untilMs: 70_000, sinceMs: 5_000, person: "Ana", isLive: true });
});

test("options are left out where they are not given", () => {
  const on = { scope: "7", collection: "vendors" };
  expect(claimToWire(on, {})).toEqual(on);
  expect(claimToWire(on, { label: "Vendors", minutes: 90, takeOver: true })).toEqual({
    ...on,
    label: "Vendors",
    for_ms: 5_400_000,
    take_over: true,
  });
});
