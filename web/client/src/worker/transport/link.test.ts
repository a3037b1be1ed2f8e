import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fakeOpener } from "../../testing/fake_engine.ts";
import type { Action, Engine } from "../engine.ts";
import { EngineHost } from "../engine_host.ts";
import { failure } from "../errors.ts";
import { memoryStore } from "../files/memory_files.ts";
import type { ChannelEvents } from "./channel.ts";
import { Link } from "./link.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A link over an engine whose wishes and answers the test writes down. */
async function linked() {
  const wishes: Action[] = [];
  const heard: string[] = [];
  let due: number | null = null;
  const opened: { kind: string; events: ChannelEvents; sent: number[] }[] = [];
  const channel = (kind: string) => (_: string, events: ChannelEvents) => {
    const one = { kind, events, sent: [] as number[] };
    opened.push(one);
    return { send: (frame: Uint8Array) => one.sent.push(...frame), close: () => one.sent.push(-1) };
  };
  const session = vi.fn(async () => "token");
  const store = memoryStore();
  const open = fakeOpener();
  const scripted = async (): Promise<Engine> => ({
    ...(await open(store.files, { person: "", device: "d", role: "" })),
    syncPoll: () => wishes.shift() ?? { kind: "none" },
    syncTimeout: () => due,
    syncToken: (token) => heard.push(`token ${token}`),
    syncConnected: () => heard.push("connected"),
    syncClosed: (reason) => heard.push(`closed: ${reason}`),
    syncFrame: (frame) => heard.push(`frame ${frame.join()}`),
    syncTick: () => heard.push("tick"),
  });
  const world = {
    base: "",
    openWebSocket: channel("socket"),
    openPlainHttp: channel("plain"),
    session,
    scopes: async () => [{ scope: "9", name: "Nine" }],
    now: () => Date.now(),
  };
  const erase = vi.fn(() => link.stop());
  const link: Link = new Link(world, () => host, "d", erase);
  const host: EngineHost = await EngineHost.create(store, scripted, {
    opened: (engine) => link.start(engine),
    after: (engine) => link.step(engine),
  });
  const wish = async (...actions: Action[]) => {
    wishes.push(...actions);
    await host.run("once", () => {});
    await vi.advanceTimersByTimeAsync(1);
  };
  const within = (ms: number | null) => (due = ms);
  return { link, host, heard, opened, session, erase, wish, due: within };
}

test("opens a session, then a socket, and carries frames both ways", async () => {
  const { wish, opened, heard } = await linked();
  await wish({ kind: "connect" });
  opened[0]?.events.opened();
  opened[0]?.events.frame(new Uint8Array([1, 2]));
  await wish({ kind: "send", frame: new Uint8Array([3]) });
  expect(heard).toEqual(["token token", "connected", "frame 1,2"]);
  expect(opened).toMatchObject([{ kind: "socket", sent: [3] }]);
});

test("follows the scopes that the hub gives it", async () => {
  const { wish, host } = await linked();
  await wish({ kind: "connect" });
  const scopes = await host.run("read", (engine) => engine.scopes());
  expect(scopes).toMatchObject([{ scope: "9", name: "Nine" }]);
});

test("tells the engine of a connection's end, and nothing of an old one", async () => {
  const { wish, opened, heard } = await linked();
  await wish({ kind: "connect" });
  opened[0]?.events.opened();
  opened[0]?.events.closed("gone");
  await wish({ kind: "connect" });
  opened[0]?.events.frame(new Uint8Array([1]));
  await wish();
  expect(heard).toEqual(["token token", "connected", "closed: gone", "token token"]);
});

test("a hub that says that the device was lost is told on, and nothing is tried any more", async () => {
  const { wish, session, erase, opened, link } = await linked();
  session.mockRejectedValueOnce(failure("erased", "lost"));
  await wish({ kind: "connect" });
  expect(erase).toHaveBeenCalledOnce();
  expect(link.isRefused).toBe(true);
  await wish({ kind: "connect" });
  expect(opened).toEqual([]);
});

test("after two sockets that could not be had it takes plain requests", async () => {
  const { wish, opened } = await linked();
  for (let tries = 0; tries < 2; ++tries) {
    await wish({ kind: "connect" });
    opened.at(-1)?.events.closed("refused");
  }
  await wish({ kind: "connect" });
  expect(opened.map(({ kind }) => kind)).toEqual(["socket", "socket", "plain"]);
  vi.setSystemTime(Date.now() + 11 * 60_000);
  await wish({ kind: "connect" });
  expect(opened.at(-1)?.kind).toBe("socket");
});

test("sockets that were open before they broke are no reason for plain requests", async () => {
  const { wish, opened } = await linked();
  for (let tries = 0; tries < 3; ++tries) {
    await wish({ kind: "connect" });
    opened.at(-1)?.events.opened();
    opened.at(-1)?.events.closed("broken");
  }
  expect(opened.map(({ kind }) => kind)).toEqual(["socket", "socket", "socket"]);
});

test("says that the hub refuses the device, and takes it back", async () => {
  const { wish, session, link, heard } = await linked();
  session.mockRejectedValueOnce(failure("unauthorized", "not known here"));
  await wish({ kind: "connect" });
  expect(link.isRefused).toBe(true);
  expect(heard).toEqual(["closed: not known here"]);
  await wish({ kind: "connect" });
  expect(link.isRefused).toBe(false);
});

test("ticks when the engine asked for it, and at the latest after five seconds", async () => {
  const { wish, heard, due } = await linked();
  due(Date.now() + 200);
  await wish();
  await vi.advanceTimersByTimeAsync(250);
  expect(heard).toContain("tick");
  heard.length = 0;
  due(null);
  await wish();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(heard).toContain("tick");
});

test("does nothing once it was stopped", async () => {
  const { wish, opened, link, heard } = await linked();
  await wish({ kind: "connect" });
  link.stop();
  opened[0]?.events.opened();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(heard).toEqual(["token token"]);
  expect(opened[0]?.sent).toEqual([-1]);
});
