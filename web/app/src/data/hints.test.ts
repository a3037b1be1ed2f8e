import type { Forecast, Happening } from "@wedsync/client";
import { expect, test } from "vitest";
import { type Hint, hintWords } from "./hints.ts";

const minute = 60_000;
const edited = (person: string, ageMs: number, field = "phone"): Happening => ({
  kind: "edited",
  scope: "1",
  record: "r",
  fields: [field],
  person,
  device: "Tablet 2",
  role: "",
  age_ms: ageMs,
  open: false,
  own: false,
});
const hint = (forecast: Partial<Forecast>, more: Partial<Hint> = {}): Hint => ({
  field: "phone",
  forecast: {
    level: "low",
    per_mille: 200,
    reasons: [],
    advice: "go_on",
    whom: "",
    ...forecast,
  },
  happenings: [],
  knownMs: null,
  askedMs: 100 * minute,
  ...more,
});

test("says who touched the field, how long ago, and that they are out of reach", () => {
  const told = hint(
    {
      reasons: [{ code: "away_with_it", who: "Bo" }],
      advice: "wait_for_person",
      whom: "Bo",
    },
    { happenings: [edited("Cleo", minute), edited("Bo", 12 * minute)] },
  );
  expect(hintWords(told)).toEqual({
    why: ["Bo changed this 12 min. ago and is out of reach."],
    better: "Better: wait until Bo is back in reach.",
  });
});

test("an edit of the field is told before a newer one of another field", () => {
  const told = hint(
    { reasons: [{ code: "touched_lately", who: "Bo" }] },
    { happenings: [edited("Bo", minute, "meal"), edited("Bo", 30 * minute)] },
  );
  expect(hintWords(told).why).toEqual(["Bo changed this 30 min. ago."]);
});

test("says how old what is known here is where this device is out of reach", () => {
  const reasons = [{ code: "out_of_reach", who: "" }] as const;
  const told = hint({ reasons, advice: "wait_for_reach" }, { knownMs: 40 * minute });
  expect(hintWords(told).why[0]).toMatch(/knows what the team did until .*\d\d:\d\d/);
  expect(hintWords(told).better).toBe("Better: change it when the network is back.");
  expect(hintWords(hint({ reasons })).why).toEqual(["This tablet is out of reach of the team."]);
});

test("two reasons at most, none twice, and no advice where there is none", () => {
  const told = hint({
    reasons: [
      { code: "often_shared", who: "" },
      { code: "often_shared", who: "" },
      { code: "looking_now", who: "Bo" },
    ],
  });
  expect(hintWords(told)).toEqual({ why: ["Several of you often change this."], better: "" });
});

test("whoever has no name is somebody", () => {
  const told = hint({ reasons: [{ code: "held", who: "" }], advice: "take_over" });
  expect(hintWords(told)).toEqual({
    why: ["Somebody has taken this for now."],
    better: "Better: take it over, so that Somebody knows.",
  });
});

test("says for how long somebody looks after it", () => {
  const reasons = [{ code: "work_area", who: "Bo", left_ms: 7_150_000 }] as const;
  expect(hintWords(hint({ reasons, advice: "work_elsewhere", whom: "Bo" }))).toEqual({
    why: ["Bo looks after this for 2 h more."],
    better: "Better: begin with something else.",
  });
});
