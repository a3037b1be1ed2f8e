import { afterEach, expect, test, vi } from "vitest";
import { fakeEngine } from "../testing/fake_queue.ts";
import type { EngineHost } from "./engine_host.ts";
import { Errands } from "./errands.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** A hub that answers as told, and what it was asked. */
function hub(...statuses: readonly number[]) {
  const asked: { url: string; body: unknown; authorization: string }[] = [];
  const left = [...statuses];
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    const status = left.shift() ?? 200;
    const headers = init.headers as Record<string, string>;
    asked.push({
      url,
      body: JSON.parse(String(init.body)),
      authorization: headers.Authorization ?? "",
    });
    if (status === 0) throw new TypeError("no network");
    const { offlineActions = [] } = JSON.parse(String(init.body)) as {
      offlineActions?: { id: string }[];
    };
    const results = offlineActions.map(({ id }) => ({ id, status: "processed" }));
    return new Response(JSON.stringify({ processed: results.length, results }), { status });
  });
  return asked;
}

function open(token: () => string | null) {
  const engine = fakeEngine();
  const host = { run: async (_: string, work: (one: typeof engine) => unknown) => work(engine) };
  const errands = new Errands({
    base: "https://hub.example",
    host: () => host as unknown as EngineHost,
    token,
  });
  return { engine, errands };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

test("what waits is asked as soon as there is a session, and then forgotten", async () => {
  const asked = hub();
  let token: string | null = null;
  const { engine, errands } = open(() => token);
  engine.add("a", "b");
  errands.follow();
  errands.look();
  await settled();
  expect(asked).toEqual([]);
  token = "t";
  errands.follow();
  await settled();
  expect(asked).toEqual([
    {
      url: "https://hub.example/api/viral/offline-sync",
      body: { scope: 7, offlineActions: [{ id: "a" }, { id: "b" }] },
      authorization: "Bearer t",
    },
  ]);
  expect(engine.waiting()).toEqual([]);
  errands.stop();
});

test("a hub that is not reached is asked again when the queue says so", async () => {
  const asked = hub(0, 503);
  const { engine, errands } = open(() => "t");
  engine.add("a");
  errands.look();
  await settled();
  expect(asked.length).toBe(1);
  expect(engine.settled[0]).toMatchObject({ ids: ["a"], status: 0 });
  errands.look();
  await settled();
  expect(engine.settled[1]).toMatchObject({ status: 503 });
  errands.look();
  await settled();
  expect(engine.waiting()).toEqual([]);
  errands.stop();
  errands.look();
});

test("one that is added while another is under way is asked after it", async () => {
  const asked = hub();
  const { engine, errands } = open(() => "t");
  engine.add("a");
  errands.look();
  engine.add("b");
  errands.look();
  await settled();
  expect(engine.waiting()).toEqual([]);
  expect(asked.length).toBeLessThanOrEqual(2);
  errands.stop();
});
