import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeClient } from "../testing/fake_client.ts";
import { countUse } from "./count_use.ts";
import { counting } from "./device_settings.ts";

const minute = 60_000;

/** A page: what it listens to, and what its browser keeps. */
class FakePage extends EventTarget {
  hidden = false;
  readonly documentElement = { dataset: {} };
}

let page: FakePage;
let kept: Map<string, string>;
let counts: unknown[];

function open(): FakeClient {
  const client = new FakeClient({ nowMs: Date.now() });
  const act = client.act.bind(client);
  client.act = async <Answer>(...[module, action]: Parameters<FakeClient["act"]>) => {
    if (module === "analytics") counts.push(action);
    return act<Answer>(module, action);
  };
  countUse(client);
  return client;
}

const tap = () => page.dispatchEvent(new Event("pointerdown"));
/** Lets what is promised come true. */
const calm = () => vi.advanceTimersByTimeAsync(0);

async function use(ms: number): Promise<void> {
  tap();
  for (let done = 0; done < ms; done += minute / 2) {
    await vi.advanceTimersByTimeAsync(minute / 2);
    tap();
  }
}

async function hide(isHidden: boolean): Promise<void> {
  page.hidden = isHidden;
  page.dispatchEvent(new Event("visibilitychange"));
  await calm();
}

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2027, 5, 12, 12) });
  page = new FakePage();
  kept = new Map();
  counts = [];
  vi.stubGlobal("document", page);
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  });
  counting.set("on");
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a tablet that is put down has written one change, with what was edited", async () => {
  const client = open();
  await calm();
  await use(2 * minute);
  const [guest] = await client.query({ collection: "guests", scopes: ["4001"], limit: 1 });
  const record = guest?.record ?? "";
  await client.commit({
    scope: "4001",
    edits: [{ edit: "set", record, field: "meal", value: "soup" }],
  });
  await client.act("success", { action: "note", scope: "4001", supplier: "Crumb & Co" });
  await hide(true);
  expect(counts).toEqual([
    {
      action: "count",
      scope: "4001",
      sessions: [2 * minute],
      edits: 2,
      touched: [`4001 ${record}`],
    },
  ]);
  await hide(false);
  await hide(true);
  expect(counts).toHaveLength(1);
});

test("a page that is only loaded again writes nothing; after a pause it does", async () => {
  open();
  await calm();
  await use(2 * minute);
  page.dispatchEvent(new Event("pagehide"));
  await hide(true);
  expect(counts).toEqual([]);
  page.dispatchEvent(new Event("pageshow"));
  await hide(false);
  await vi.advanceTimersByTimeAsync(7 * minute);
  expect(counts).toHaveLength(1);
});

test("nothing is counted while it is switched off", async () => {
  open();
  await calm();
  await use(2 * minute);
  counting.set("off");
  expect([...kept.keys()]).toEqual(["wedsync.count"]);
  await use(2 * minute);
  await hide(true);
  expect(counts).toEqual([]);
});

test("a count that the hub refuses is let go, and none is made in that role", async () => {
  const client = open();
  await calm();
  const entry = {
    scope: "4001",
    dot: "7-1",
    reason: "not allowed",
    refused_ms: Date.now(),
    edits: [{ edit: "set", record: "u", field: "session_lengths", value: "" } as const],
  };
  const others = client.refused.peek();
  client.refused.value = [...others, entry];
  await calm();
  expect(client.refused.peek()).toEqual(others);
  await use(2 * minute);
  await hide(true);
  expect(counts).toEqual([]);

  client.identity.value = { hubName: "", person: "", device: "", role: "chef" };
  await hide(false);
  await use(2 * minute);
  await hide(true);
  expect(counts).toHaveLength(1);
});
