import type { HistoryItem, Identity } from "@wedsync/client";
import { expect, test } from "vitest";
import { FakeClient } from "../testing/fake_client.ts";
import { type Apart, joinedWith, noteApart, noteArrivals, apart as noted } from "./apart.ts";

const me: Identity = { hubName: "", person: "Ana", role: "coordinator", device: "tablet" };
const apart: Apart = { dot: "a:2", scope: "1", record: "g", known: ["a:1"], sharedMs: 500 };
const item = (dot: string, changed: Partial<HistoryItem> = {}): HistoryItem => ({
  dot,
  person: "Ana",
  device: "tablet",
  ms: 100,
  pending: false,
  effects: [{ field: "phone", value: "1", place: "current" }],
  ...changed,
});
const bo = (changed: Partial<HistoryItem> = {}) => item("b:1", { person: "Bo", ...changed });
const own = item("a:2");
const told = (...items: readonly HistoryItem[]) =>
  joinedWith(apart, { whole: true, items: [item("a:1", { person: "Cleo" }), ...items] }, me);

test("what others did while a change waited is told, before it in the log or after", () => {
  expect(told(bo({ ms: 9_000 }), own)).toEqual(["Bo"]);
  expect(told(own, bo(), bo({ dot: "b:2" }))).toEqual(["Bo"]);
});

test("what was here before, and what came of having seen it, is not", () => {
  expect(told(own)).toEqual([]);
  expect(told(own, bo({ ms: 6_000 }))).toEqual([]);
  expect(told(own, item("a:3"))).toEqual([]);
});

test("nothing is told of what waits, was refused, taken back, or for a person to decide", () => {
  expect(told(bo(), { ...own, pending: true })).toEqual([]);
  expect(told(bo(), { ...own, refused: "not_allowed" })).toEqual([]);
  expect(told(bo(), own, item("a:3", { note: { kind: "undoes", dot: "a:2" } }))).toEqual([]);
  expect(told(bo(), own, bo({ dot: "b:3", note: { kind: "decides", dot: "" } }))).toEqual([]);
  const disputed = [{ field: "phone", value: "1", place: "in_conflict" as const }];
  expect(told(bo(), { ...own, effects: disputed })).toEqual([]);
});

test("two texts that the hub made one of are told without the hub", () => {
  const joined = item("h:1", { person: "", note: { kind: "auto_decides", dot: "" } });
  expect(told(bo(), own, joined)).toEqual(["Bo"]);
});

test("what is saved without the team is noted at once, and then that the team has it", async () => {
  const client = new FakeClient({ nowMs: 1_000, isOffline: true, shareMs: 1 });
  const stop = noteArrivals(client);
  const [guest] = await client.query({ collection: "guests", limit: 1 });
  const { scope = "", record = "" } = guest ?? {};
  const known = (await client.history(scope, record)).items.map(({ dot }) => dot);
  const draft = { scope, edits: [{ edit: "set", record, field: "meal", value: "soup" }] } as const;
  const done = await client.commit(draft);
  await noteApart(client, draft, done);
  expect(noted.items.value[0]).toMatchObject({ dot: done.dot, record, known, sharedMs: null });
  client.setOnline(true);
  await expect.poll(() => noted.items.value[0]?.sharedMs).toBeGreaterThan(0);
  stop();
  // Beside the team there is nothing to tell later.
  await noteApart(client, draft, await client.commit(draft));
  expect(noted.items.value).toHaveLength(1);
});
