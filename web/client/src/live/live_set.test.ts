import { effect } from "@preact/signals-core";
import { expect, test, vi } from "vitest";
import { LiveSet } from "./live_set.ts";
import type { WireRow } from "./wire.ts";

const wire = (record: string): WireRow => ({
  scope: 1,
  record,
  fields: { name: { value: record, status: "disagreement" } },
});

function set() {
  const frames: (() => void)[] = [];
  const live = new LiveSet((run) => frames.push(run));
  return { live, frames, draw: () => frames.splice(0).map((run) => run()) };
}

test("shows all that came in before a frame at once", () => {
  const { live, frames, draw } = set();
  const first = live.open(() => {});
  const second = live.open(() => {});
  const seen: string[] = [];
  effect(() => {
    seen.push(`${first.query.rows.value.length}/${second.query.rows.value.length}`);
  });
  live.hear({ notice: "rows", live: first.live, rows: JSON.stringify({ rows: [wire("a")] }) });
  live.hear({ notice: "steps", live: first.live, steps: [{ added: 1, row: wire("b") }] });
  live.hear({ notice: "rows", live: second.live, rows: [wire("c")] });
  expect(frames.length).toBe(1);
  draw();
  expect(seen).toEqual(["0/0", "2/1"]);
  expect(first.query.state.value).toBe("live");
  expect(first.query.rows.value[0]).toEqual({
    scope: "1",
    record: "a",
    isContested: false,
    values: { name: "a" },
    disputed: ["name"],
  });
});

test("steps that were told before all rows anew are not done to those", () => {
  const { live, draw } = set();
  const { live: number, query } = live.open(() => {});
  live.hear({ notice: "steps", live: number, steps: [{ removed: 5 }] });
  live.hear({ notice: "rows", live: number, rows: [wire("a")] });
  draw();
  expect(query.rows.value.length).toBe(1);
});

test("a closed query is ended once and shows nothing more", () => {
  const { live, draw } = set();
  const end = vi.fn();
  const { live: number, query } = live.open(end);
  query.close();
  query.close();
  expect(end).toHaveBeenCalledExactlyOnceWith(number);
  live.hear({ notice: "rows", live: number, rows: [wire("a")] });
  draw();
  expect(query.rows.value).toEqual([]);
});

test("says that a query failed", () => {
  const { live, draw } = set();
  const { live: number, query } = live.open(() => {});
  live.hear({ notice: "live_failed", live: number, reason: "no such collection" });
  draw();
  expect(query.state.value).toBe("failed");
});
