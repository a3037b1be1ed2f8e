import { expect, test } from "vitest";
import type { OutboxEntry } from "./api.ts";
import { Shown } from "./shown.ts";
import { rowKey } from "./values.ts";

const entry = (record: string, status: OutboxEntry["status"]): OutboxEntry => ({
  scope: "1",
  dot: `dot of ${record}`,
  status,
  type: "guest",
  priority: 5,
  attempts: 0,
  created_ms: 1,
  deadline_ms: 0,
  records: [record],
});

test("shows what waits, and which records the team does not have yet", () => {
  const shown = new Shown();
  expect(shown.outbox.value).toEqual([]);
  const outbox = [entry("a", "pending"), entry("b", "durable")];
  shown.hear({ outboxText: JSON.stringify(outbox), scopes: [{ scope: "1", name: "Lena" }] });
  expect(shown.outbox.value).toEqual(outbox);
  expect(shown.unshared.value).toEqual(new Set([rowKey({ scope: "1", record: "a" })]));
  const before = shown.outbox.value;
  shown.hear({ scopes: [] });
  expect(shown.outbox.value).toBe(before);
  expect(shown.signals.scopes.value).toEqual([]);
});

test("passes over what a tab of another version tells besides", () => {
  const shown = new Shown();
  shown.hear({ outbox: [entry("a", "pending")], weather: "fine" } as object);
  expect(shown.outbox.value).toEqual([]);
});
