import type { Client } from "@wedsync/client";
import { expect, test, vi } from "vitest";
import { decidesAt, setForAll } from "./deciding.ts";

const field = (...switched: readonly (readonly [string, "ask" | "suggest" | "apply"])[]) => ({
  collection: "tables",
  field: "zone",
  switched: switched.map(([scope, decides]) => ({ scope, decides })),
});

test("tells what was switched in all weddings alike", () => {
  expect(decidesAt(field(), ["1", "2"])).toBe(null);
  expect(decidesAt(field(["1", "ask"], ["2", "ask"]), ["1", "2"])).toBe("ask");
  expect(decidesAt(field(["1", "ask"]), ["1"])).toBe("ask");
  expect(decidesAt(field(["1", "ask"]), ["1", "2"])).toBe(undefined);
  expect(decidesAt(field(["1", "ask"], ["2", "apply"]), ["1", "2"])).toBe(undefined);
  expect(decidesAt(field(["3", "ask"]), ["1", "2"])).toBe(null);
  expect(decidesAt(field(), [])).toBe(null);
});

test("switches every wedding, by the name in full", async () => {
  const setDecides = vi.fn(async () => {});
  await setForAll({ setDecides } as unknown as Client, field(), ["1", "2"], "apply");
  await setForAll({ setDecides } as unknown as Client, field(), ["1"], null);
  expect(setDecides.mock.calls).toEqual([
    ["1", "tables.zone", "apply"],
    ["2", "tables.zone", "apply"],
    ["1", "tables.zone", null],
  ]);
});
