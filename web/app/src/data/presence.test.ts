import type { Present } from "@wedsync/client";
import { expect, test } from "vitest";
import { editorOf, peopleOf } from "./presence.ts";

const one = (person: string, more: Partial<Present> = {}): Present => ({
  scope: "1",
  person,
  device: "Tablet",
  record: null,
  field: null,
  activity: "here",
  seenMs: 1,
  isLive: true,
  ...more,
});

test("a person is shown once, by the most that is known", () => {
  const people = peopleOf(
    [one("Mara"), one("Mara", { scope: "2", activity: "editing" }), one("Leo", { isLive: false })],
    null,
  );
  expect(people.map((each) => [each.person, each.activity])).toEqual([
    ["Mara", "editing"],
    ["Leo", "here"],
  ]);
});

test("one wedding shows its own people", () => {
  expect(
    peopleOf([one("Mara"), one("Tom", { scope: "2" })], "2").map((each) => each.person),
  ).toEqual(["Tom"]);
});

test("who edits a field is named only as long as they are live", () => {
  const editing = one("Mara", { activity: "editing", record: "g", field: "meal" });
  expect(editorOf([editing], "1", "g", "meal")?.person).toBe("Mara");
  expect(editorOf([editing], "1", "g", "phone")).toBeNull();
  expect(editorOf([editing], "1", "g")?.person).toBe("Mara");
  expect(editorOf([{ ...editing, isLive: false }], "1", "g", "meal")).toBeNull();
});
