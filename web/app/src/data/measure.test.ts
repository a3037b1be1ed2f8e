import { expect, test } from "vitest";
import { FakeClient } from "../testing/fake_client.ts";
import { Durations, durations, measure, moments } from "./measure.ts";

test("a share of the durations is at most so long", () => {
  const some = new Durations();
  expect(some.at(0.5)).toBeNull();
  for (let ms = 100; ms >= 1; ms--) some.add(ms);
  expect([some.at(0.5), some.at(0.95), some.at(0.99), some.at(1)]).toEqual([50, 95, 99, 100]);
});

test("only the last thousand count, and all are counted", () => {
  const some = new Durations();
  for (let ms = 0; ms < 1500; ms++) some.add(ms);
  expect(some.count).toBe(1500);
  expect(some.at(0)).toBe(500);
});

test("the calls of a client are timed, and answer as before", async () => {
  const client = new FakeClient({ nowMs: Date.UTC(2026, 8, 26, 15), shareMs: 1 });
  measure(client);
  const rows = await client.query({ collection: "events" });
  expect(rows.length).toBe(5);
  const scope = rows[0]?.scope ?? "";
  const done = await client.commit({ scope, edits: [{ edit: "create", collection: "tasks" }] });
  expect(done.created.length).toBe(1);
  await client.whenShared(scope, done.dot);
  await new Promise((resolve) => setTimeout(resolve, 80));
  expect([durations.query.count, durations.commit.count, durations.share.count]).toEqual([1, 1, 1]);
  await expect(client.get(scope, "nothing")).rejects.toThrow();
  expect(durations.get.count).toBe(0);
  expect(moments.map((each) => each.waiting)).toEqual([0, 1, 0]);
});
