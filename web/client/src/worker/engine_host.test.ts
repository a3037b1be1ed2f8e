import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { beforeEach, expect, test, vi } from "vitest";
import { fakeOpener } from "../testing/fake_engine.ts";
import type { Engine } from "./engine.ts";
import { EngineHost } from "./engine_host.ts";
import { BlockStore, copyBlocks } from "./files/block_store.ts";
import { kDatabase } from "./files/files.ts";
import { memoryStore } from "./files/memory_files.ts";

beforeEach(() => {
  vi.stubGlobal("indexedDB", new IDBFactory());
  vi.stubGlobal("IDBKeyRange", IDBKeyRange);
});

const author = { person: "", device: "tab", role: "" };
const titled = (type: string, key = type) => ({ scope: "1", edits: [], type, key });
const titles = (engine: Engine) => engine.outbox("1").map(({ type }) => type);

async function onBlocks(control = { trap: null as "before" | "after" | null, opened: 0 }) {
  const store = await BlockStore.open("host");
  const open = fakeOpener(control);
  const hooks = { opened: vi.fn(), after: vi.fn() };
  const host = await EngineHost.create(store, () => open(store.files, author), hooks);
  return { store, host, hooks, control };
}

async function onDisk(): Promise<string> {
  const bytes = (await copyBlocks("host")).get(kDatabase);
  return new TextDecoder().decode(bytes);
}

test("answers a commit when it is in the browser's database", async () => {
  const { host } = await onBlocks();
  await host.run("repeatable", (engine) => engine.commit(titled("cake")));
  expect(await onDisk()).toContain("cake");
});

test("writes what came in together in one transaction", async () => {
  const { host, store } = await onBlocks();
  const settle = vi.spyOn(store, "settle");
  await Promise.all(
    ["a", "b", "c", "d"].map((type) => host.run("once", (engine) => engine.commit(titled(type)))),
  );
  expect(settle.mock.calls.length).toBeLessThanOrEqual(2);
  expect(await onDisk()).toContain('"d"');
});

test("rejects a commit that did not become durable, and forgets it", async () => {
  const { host, store } = await onBlocks();
  await host.run("once", (engine) => engine.commit(titled("kept")));
  failNext(store);
  const commit = host.run("repeatable", (engine) => engine.commit(titled("lost")));
  const read = host.run("read", titles);
  await expect(commit).rejects.toMatchObject({ code: "full" });
  expect(await read).toEqual(["kept"]);
  expect(await onDisk()).not.toContain("lost");
  await host.run("once", (engine) => engine.commit(titled("again")));
  expect(await host.run("read", titles)).toEqual(["kept", "again"]);
});

test("writes what a failed transaction left out with the next one", async () => {
  const store = await BlockStore.open("host");
  const handle = store.files.open(kDatabase, 1);
  store.files.write(handle, new TextEncoder().encode("wedding"), 0);
  failNext(store);
  await expect(store.settle()).rejects.toThrow();
  await store.settle();
  expect(await onDisk()).toBe("wedding");
});

test("repeats a commit with a key after the engine broke, done before that or not", async () => {
  for (const trap of ["before", "after"] as const) {
    const { host, hooks, control, store } = await onBlocks();
    control.trap = trap;
    await host.run("repeatable", (engine) => engine.commit(titled(trap)));
    expect((await host.run("read", titles)).filter((title) => title === trap)).toEqual([trap]);
    expect(control.opened).toBe(2);
    expect(hooks.opened).toHaveBeenCalledTimes(2);
    await host.close();
    await store.close();
  }
});

test("does not repeat what must be done once, and goes on", async () => {
  const { host, control } = await onBlocks();
  control.trap = "before";
  const commit = host.run("once", (engine) => engine.commit(titled("once")));
  const next = host.run("read", titles);
  await expect(commit).rejects.toMatchObject({ code: "store" });
  expect(await next).toEqual([]);
});

test("gives up on a call that breaks the engine each time", async () => {
  const { host } = await onBlocks();
  const broken = host.run("read", () => {
    throw new WebAssembly.RuntimeError("unreachable");
  });
  await expect(broken).rejects.toMatchObject({ code: "store", message: "unreachable" });
  expect(await host.run("read", titles)).toEqual([]);
});

test("opens a store for reading that is too full to be written", async () => {
  const { host, store: first } = await onBlocks();
  await host.run("once", (engine) => engine.commit(titled("kept")));
  await host.close();
  await first.close();
  const store = await BlockStore.open("host");
  const fake = fakeOpener();
  const writing = async () => {
    const engine = await fake(store.files, author);
    store.files.write(store.files.open("store.wedsync-wal", 1), new Uint8Array([1]), 0);
    return engine;
  };
  failNext(store);
  const reopened = await EngineHost.create(store, writing, { opened: () => {}, after: () => {} });
  expect(await reopened.run("read", titles)).toEqual(["kept"]);
});

test("rejects everything once the store cannot be opened any more", async () => {
  const store = memoryStore();
  const open = fakeOpener();
  let isGone = false;
  const host = await EngineHost.create(
    store,
    () => (isGone ? Promise.reject(new Error("gone")) : open(store.files, author)),
    { opened: () => {}, after: () => {} },
  );
  isGone = true;
  await expect(host.reopen()).rejects.toMatchObject({ message: "gone" });
  await expect(host.run("read", titles)).rejects.toMatchObject({ message: "gone" });
});

test("lets what is under way finish before it closes", async () => {
  const { host } = await onBlocks();
  const commit = host.run("once", (engine) => engine.commit(titled("last")));
  await host.close();
  await expect(commit).resolves.toBeDefined();
  await expect(host.run("read", titles)).rejects.toMatchObject({ code: "closed" });
  expect(await onDisk()).toContain("last");
});

/** The next transaction of the store is given up as over the quota. */
function failNext(store: BlockStore): void {
  const database: IDBDatabase = Reflect.get(store, "database");
  const begin = database.transaction.bind(database);
  vi.spyOn(database, "transaction").mockImplementationOnce((...args) => {
    const transaction = begin(...(args as Parameters<IDBDatabase["transaction"]>));
    Object.defineProperty(transaction, "error", {
      value: new DOMException("over the quota", "QuotaExceededError"),
    });
    queueMicrotask(() => transaction.abort());
    return transaction;
  });
}
