import type { Conflict, Edit, Present } from "@wedsync/client";
import { expect, test } from "vitest";
import { askColleague, askedAbout, askedConflict, asksFor, colleaguesFor } from "./ask.ts";
import { type Task, toTask } from "./tasks.ts";

const conflict: Conflict = {
  scope: "1",
  kind: "disagreement",
  record: "g",
  field: "phone",
  shown: null,
  siblings: ["Ana", "Bo"].map((person) => ({
    dot: person,
    ms: 1,
    person,
    device: `${person}’s`,
    value: person,
  })),
};
const taskOf = (edits: readonly Edit[], values: Record<string, boolean> = {}): Task =>
  toTask({
    scope: "1",
    record: "t",
    disputed: [],
    isContested: false,
    values: Object.assign(
      {},
      ...edits.map((each) => (each.edit === "set" ? { [each.field]: each.value } : {})),
      values,
    ),
  });

test("what is asked is a task of theirs that leads to the decision as long as it is open", () => {
  const draft = askColleague(conflict, "Bo", "Which number?", "Ana: 1. Bo: 2.");
  const task = taskOf(draft.edits);
  expect([task.assignee, task.title, task.notes]).toEqual([
    "Bo",
    "Which number?",
    "Ana: 1. Bo: 2.",
  ]);
  expect(askedAbout(task)).toEqual({ record: "g", field: "phone" });
  expect(asksFor(conflict, [task])).toEqual([task]);
  expect(asksFor({ ...conflict, field: "email" }, [task])).toEqual([]);
  expect(asksFor(conflict, [taskOf(draft.edits, { is_done: true })])).toEqual([]);
  expect(askedConflict(task, [conflict])).toBe(conflict);
  expect(askedConflict(task, [])).toBe(null);
});

test("other tasks ask about nothing, whatever their key is", () => {
  for (const key of ["", "zola:12", "decide:", "decide:{", "decide:[1]"]) {
    expect(askedAbout({ key })).toBe(null);
  }
});

test("whoever wrote a value comes first, then who is here, then who was; oneself never", () => {
  const seen = (person: string, isLive: boolean, seenMs: number): Present => ({
    scope: "1",
    person,
    device: "Tablet",
    record: null,
    field: null,
    activity: "here",
    seenMs,
    isLive,
  });
  const me = { hubName: "", person: "Ana", role: "", device: "" };
  const all = colleaguesFor(
    conflict,
    [seen("Ana", true, 9), seen("Cy", false, 5), seen("Dee", true, 4), seen("", true, 9)],
    me,
  );
  expect(all.map(({ name, isHere, seenMs }) => [name, isHere, seenMs])).toEqual([
    ["Bo", false, null],
    ["Dee", true, 4],
    ["Cy", false, 5],
  ]);
});
