import { expect, test } from "vitest";
import type { OutboxEntry, RefusedEntry } from "../api.ts";
import { Waiters } from "./waiters.ts";

const entry = (dot: string, status: OutboxEntry["status"]) =>
  ({ scope: "1", dot, status }) as OutboxEntry;
const refused = (dot: string) => ({ scope: "1", dot }) as RefusedEntry;

test("waits as long as a change is pending, and says what became of it", async () => {
  const waiters = new Waiters();
  const fates: string[] = [];
  let asked = 0;
  for (const dot of ["a", "b", "c"]) {
    void waiters.add("1", dot, () => ++asked).then((fate) => fates.push(`${dot} ${fate}`));
  }
  expect(asked).toBe(3);
  const pending = ["a", "b", "c"].map((dot) => entry(dot, "pending"));
  waiters.settle({ outbox: pending, refused: [] });
  await Promise.resolve();
  expect(fates).toEqual([]);
  waiters.settle({
    outbox: [entry("a", "durable"), entry("c", "pending")],
    refused: [refused("b")],
  });
  await Promise.resolve();
  expect(fates).toEqual(["a shared", "b refused"]);
  waiters.settle({ outbox: [{ ...entry("c", "pending"), scope: "2" }], refused: [] });
  await Promise.resolve();
  expect(fates.at(-1)).toBe("c shared");
});
