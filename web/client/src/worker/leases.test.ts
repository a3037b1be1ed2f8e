import { expect, test } from "vitest";
import { type ClaimOn, WedSyncError } from "../api.ts";
import type { Engine } from "./engine.ts";
import { Leases } from "./leases.ts";

const kTable: ClaimOn = { scope: "1", record: "r", field: "table" };
const kVendors: ClaimOn = { scope: "1", collection: "vendors" };

function recorded() {
  const told: unknown[][] = [];
  const engine = {
    claim: (...args) => void told.push(["claim", ...args]),
    release: (...args) => void told.push(["release", ...args]),
  } as Pick<Engine, "claim" | "release"> as Engine;
  return { told, engine, leases: new Leases() };
}

test("a lease is given back when the last tab has left it", () => {
  const { told, engine, leases } = recorded();
  leases.claim(engine, "a", kTable, {});
  leases.claim(engine, "b", kTable, {});
  told.length = 0;
  leases.release(engine, "a", kTable);
  leases.release(engine, "a", kTable);
  expect(told).toEqual([]);
  leases.releaseAll(engine, "b");
  expect(told).toEqual([["release", kTable]]);
  leases.release(engine, "b", kTable);
  expect(told.length).toBe(1);
});

test("an area outlives the tab, and any tab gives it back", () => {
  const { told, engine, leases } = recorded();
  leases.claim(engine, "a", kVendors, { minutes: 60 });
  told.length = 0;
  leases.releaseAll(engine, "a");
  expect(told).toEqual([]);
  leases.release(engine, "b", kVendors);
  expect(told).toEqual([["release", kVendors]]);
});

test("an engine that was opened anew is told of leases again, and takes nothing over again", () => {
  const { told, engine, leases } = recorded();
  leases.claim(engine, "a", kTable, { takeOver: true });
  leases.claim(engine, "a", kVendors, {});
  told.length = 0;
  leases.restart(engine);
  expect(told).toEqual([["claim", kTable, { takeOver: false }]]);
});

test("what cannot be claimed is told, and is no reason not to open the store", () => {
  const { engine, leases } = recorded();
  const without = {
    claim: () => {
      throw new WedSyncError("invalid", "no hub");
    },
  } as unknown as Engine;
  expect(() => leases.claim(without, "a", kTable, {})).toThrow(WedSyncError);
  leases.claim(engine, "a", kTable, {});
  leases.restart(without);
});
