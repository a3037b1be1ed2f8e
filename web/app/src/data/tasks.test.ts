import type { Row } from "@wedsync/client";
import { describe, expect, test } from "vitest";
import { cutNote } from "./notes.ts";
import { addTask, byDue, isOverdue, readTask, tick, toTask } from "./tasks.ts";

const row = (record: string, values: Row["values"]): Row => ({
  scope: "1",
  record,
  values: { title: record, ...values },
  disputed: [],
  isContested: false,
});
const at = (hours: number, minutes = 0) => new Date(2026, 8, 26, hours, minutes).getTime();
const people = ["Tom Ashby", "Mara Bellini"];

describe("a task as it is typed", () => {
  test("says who, when and that it is urgent", () => {
    expect(readTask("Microphone @tom 18:30 !", people, at(16))).toEqual({
      title: "Microphone",
      assignee: "Tom Ashby",
      dueMs: at(18, 30),
      isUrgent: true,
    });
  });

  test("is the text alone where it says nothing else", () => {
    expect(readTask("  Count the blankets ", people, at(16))).toEqual({
      title: "Count the blankets",
      assignee: "",
      dueMs: null,
      isUrgent: false,
    });
  });

  test("keeps a name that nobody has, and numbers that are no time", () => {
    const typed = readTask("Ask @Zoë for 12 chairs and 45:99", people, at(16));
    expect(typed).toMatchObject({ assignee: "Zoë", dueMs: null });
    expect(typed.title).toBe("Ask for 12 chairs and 45:99");
  });

  test("means the next day where the time is long past", () => {
    expect(readTask("Clear the barn 01:30", people, at(16)).dueMs).toBe(
      new Date(2026, 8, 27, 1, 30).getTime(),
    );
    expect(readTask("Candles 15:00", people, at(16)).dueMs).toBe(at(15));
  });

  test("becomes one draft", () => {
    const draft = addTask("1", readTask("Candles @Mara", people, at(16)));
    expect(draft.edits[0]).toEqual({ edit: "create", collection: "tasks" });
    expect(draft.edits).toContainEqual({
      edit: "set",
      record: 0,
      field: "assignee",
      value: "Mara Bellini",
    });
  });
});

test("what is open comes first, by when it is due; what is done last, the newest first", () => {
  const all = [
    toTask(row("done early", { is_done: true, done_at: at(10) })),
    toTask(row("no time", {})),
    toTask(row("later", { due_at: at(19) })),
    toTask(row("soon", { due_at: at(17) })),
    toTask(row("done late", { is_done: true, done_at: at(12) })),
  ];
  expect(all.sort(byDue).map((each) => each.record)).toEqual([
    "soon",
    "later",
    "no time",
    "done late",
    "done early",
  ]);
  expect(isOverdue(toTask(row("x", { due_at: at(15) })), at(16))).toBe(true);
  expect(isOverdue(toTask(row("x", { due_at: at(15), is_done: true })), at(16))).toBe(false);
});

test("a tick writes when; taking it back clears it", () => {
  const task = toTask(row("x", {}));
  expect(tick(task, true, 7).edits).toContainEqual({
    edit: "set",
    record: "x",
    field: "done_at",
    value: 7,
  });
  expect(tick(task, false, 7).edits).toContainEqual({
    edit: "clear",
    record: "x",
    field: "done_at",
  });
});

test("a note's first line is its title", () => {
  expect(cutNote("Rain plan\nDrinks move.\nTom has keys.")).toEqual({
    title: "Rain plan",
    body: "Drinks move.\nTom has keys.",
  });
  expect(cutNote("Just this")).toEqual({ title: "Just this", body: "" });
  const long = cutNote(`Seat by the wall, not by the band. ${"More. ".repeat(12)}`);
  expect(long.title).toBe("Seat by the wall, not by the band");
});
