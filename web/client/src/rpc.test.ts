import { expect, test, vi } from "vitest";
import { WedSyncError } from "./api.ts";
import type { Backend, Notice } from "./methods.ts";
import { Caller, type Port, serve } from "./rpc.ts";

/** Two ends whose messages are cloned, as between a tab and its worker. */
function ends(): [Port, Port] {
  const listeners: ((event: MessageEvent) => void)[][] = [[], []];
  const end = (own: number): Port => ({
    postMessage: (message) => {
      const data: unknown = structuredClone(message);
      queueMicrotask(() => {
        for (const listener of listeners[1 - own] ?? []) listener({ data } as MessageEvent);
      });
    },
    addEventListener: (_, listener) => listeners[own]?.push(listener),
  });
  return [end(0), end(1)];
}

function connected(call: Backend["call"]) {
  const [near, far] = ends();
  const notices: Notice[] = [];
  const caller = new Caller(near, (notice) => notices.push(notice));
  const emit = serve(far, { call });
  return { caller, emit, notices };
}

test("answers calls by their numbers, in whatever order they end", async () => {
  const ended: (() => void)[] = [];
  const { caller } = connected(
    (method, args) =>
      new Promise((resolve) => ended.push(() => resolve(`${method} ${args.length}` as never))),
  );
  const first = caller.call("undoLast", ["7"]);
  const second = caller.call("retryNow", []);
  await vi.waitFor(() => expect(ended.length).toBe(2));
  ended[1]?.();
  expect(await second).toBe("retryNow 0");
  ended[0]?.();
  expect(await first).toBe("undoLast 1");
});

test("hands errors over with their code", async () => {
  const { caller } = connected(() => Promise.reject(new WedSyncError("full", "no room")));
  const call = caller.call("retryNow", []);
  await expect(call).rejects.toBeInstanceOf(WedSyncError);
  await expect(call).rejects.toMatchObject({ code: "full", message: "no room" });
});

test("whatever else is thrown is a WedSyncError at the other end", async () => {
  const { caller } = connected(() => Promise.reject(new RangeError("odd")));
  await expect(caller.call("retryNow", [])).rejects.toMatchObject({
    code: "store",
    message: "odd",
  });
});

test("gives on what comes unasked", async () => {
  const { emit, notices } = connected(() => new Promise(() => {}));
  emit({ notice: "live_failed", live: 3, reason: "x" });
  await vi.waitFor(() =>
    expect(notices).toEqual([{ notice: "live_failed", live: 3, reason: "x" }]),
  );
});

test("rejects what is under way when it ends, and what comes after", async () => {
  const { caller } = connected(() => new Promise(() => {}));
  const open = caller.call("retryNow", []);
  caller.end(new WedSyncError("closed", "over"));
  await expect(open).rejects.toMatchObject({ code: "closed" });
  await expect(caller.call("retryNow", [])).rejects.toMatchObject({ code: "closed" });
});
