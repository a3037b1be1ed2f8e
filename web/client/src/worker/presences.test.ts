import { expect, test } from "vitest";
import { WedSyncError } from "../api.ts";
import type { Engine } from "./engine.ts";
import { Presences } from "./presences.ts";

function recorded() {
  const told: unknown[][] = [];
  const presenceSet: Engine["presenceSet"] = (...args) => void told.push(args);
  return { told, engine: { presenceSet } as Engine, presences: new Presences() };
}

test("others see what was said last, and what another tab said before when that is taken back", () => {
  const { told, engine, presences } = recorded();
  presences.set(engine, "a", { scope: "1", record: "r", activity: "looking" });
  presences.set(engine, "b", { scope: "1", record: "s", field: "name", activity: "editing" });
  presences.withdraw(engine, "b", "1");
  presences.withdraw(engine, "a", "1");
  expect(told).toEqual([
    ["1", "r", null, "looking"],
    ["1", "s", "name", "editing"],
    ["1", "r", null, "looking"],
    ["1", null, null, "gone"],
  ]);
});

test("a tab that is gone takes everything back it said, and nothing else", () => {
  const { told, engine, presences } = recorded();
  presences.set(engine, "a", { scope: "1", activity: "here" });
  presences.set(engine, "a", { scope: "2", activity: "here" });
  presences.set(engine, "b", { scope: "2", activity: "looking" });
  told.length = 0;
  presences.withdrawAll(engine, "a");
  expect(told).toEqual([
    ["1", null, null, "gone"],
    ["2", null, null, "looking"],
  ]);
  presences.withdraw(engine, "a", "2");
  expect(told.length).toBe(2);
});

test("an engine that was opened anew is told again", () => {
  const { told, engine, presences } = recorded();
  presences.set(engine, "a", { scope: "1", activity: "here" });
  presences.set(engine, "a", { scope: "2", activity: "here" });
  presences.withdraw(engine, "a", "2");
  told.length = 0;
  presences.restart(engine);
  expect(told).toEqual([["1", null, null, "here"]]);
});

test("what nobody can be told yet is kept, and is no reason not to open the store", () => {
  const { presences } = recorded();
  const without = {
    presenceSet: () => {
      throw new WedSyncError("invalid", "no hub");
    },
  } as unknown as Engine;
  presences.set(without, "a", { scope: "1", activity: "here" });
  presences.restart(without);
  const joined = recorded();
  presences.restart(joined.engine);
  expect(joined.told).toEqual([["1", null, null, "here"]]);
});
