import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { rowsOf } from "../live/wire.ts";
import { Shown } from "../shown.ts";
import { fakeOpener } from "../testing/fake_engine.ts";
import { FakeOrigin, type FakeTab } from "../testing/fake_tabs.ts";
import { lockNames } from "./bus.ts";
import { Desk, type DeskWorld } from "./desk.ts";
import { type FileStore, kDatabase } from "./files/files.ts";
import { MemoryFiles, memoryStore } from "./files/memory_files.ts";
import { adoptOrphans } from "./orphans.ts";
import { Station } from "./station.ts";
import { memoryKeyring } from "./transport/membership.ts";

/** One browser: what is on its disk outlives its tabs. */
class Browser {
  readonly origin = new FakeOrigin();
  readonly main = new MemoryFiles();
  readonly aside = new Map<string, MemoryFiles>();
  canOpen = true;

  tab(name: string) {
    const tab = this.origin.tab(name);
    const shown = new Shown();
    const rows: { live: number; titles: unknown[] }[] = [];
    const station = new Station(this.#world(tab), (notice) => {
      if (notice.notice === "overview") shown.hear(notice.changed);
      if (notice.notice === "rows") {
        const titles = rowsOf(notice.rows).map(({ values }) => values.title);
        rows.push({ live: notice.live, titles });
      }
    });
    station.call("attach", []).catch(() => {});
    return {
      tab,
      station,
      rows,
      store: () => shown.signals.status.peek().store,
      add: (type: string) => station.call("commit", [{ scope: "1", edits: [], type }, type]),
      titles: async () => {
        const text = await station.call("query", [{ collection: "notes" }]);
        return rowsOf(text).map(({ values }) => values.title);
      },
    };
  }

  onDisk(files = this.main): string {
    return new TextDecoder().decode(files.byName.get(kDatabase)?.bytes());
  }

  #world(tab: FakeTab) {
    const life = lockNames("s").life;
    const desk = (
      storeState: DeskWorld["storeState"],
      files: () => MemoryFiles,
      destroy: () => void,
      emit: DeskWorld["emit"],
    ) =>
      Desk.open({
        storeState,
        openStore: async (): Promise<FileStore> => ({
          ...memoryStore(),
          files: files(),
          destroy: async () => destroy(),
        }),
        openEngine: fakeOpener(),
        keyring: memoryKeyring(),
        base: "",
        link: () => null,
        space: async () => null,
        emit,
      });
    const asideOf = (id: string, files: () => MemoryFiles, emit: DeskWorld["emit"]) =>
      desk({ kind: "aside", waiting: 0 }, files, () => this.aside.delete(id), emit);
    return {
      store: "s",
      self: tab.name,
      bus: tab.bus,
      locks: tab.locks,
      now: () => performance.now(),
      every: (ms: number, run: () => void) => {
        const timer = setInterval(() => {
          if (!tab.isFrozen) run();
        }, ms);
        return () => clearInterval(timer);
      },
      openOwn: (emit: DeskWorld["emit"]) =>
        this.canOpen
          ? desk(
              { kind: "files", isOwner: true },
              () => this.main,
              () => {},
              emit,
            )
          : Promise.reject(new Error("damaged")),
      openAside: (emit: DeskWorld["emit"]) => {
        const copy = MemoryFiles.of(this.main.snapshot());
        this.aside.set(tab.name, copy);
        return asideOf(tab.name, () => copy, emit);
      },
      adoptOrphans: (owner: Desk) =>
        adoptOrphans(owner, {
          locks: tab.locks,
          list: async () => [...this.aside.keys()],
          life,
          open: (id) =>
            asideOf(
              id,
              () => this.aside.get(id) ?? new MemoryFiles(),
              () => {},
            ),
        }),
    };
  }
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

test("the first tab owns the store, the second asks it", async () => {
  const browser = new Browser();
  const a = browser.tab("a");
  await a.add("cake");
  const b = browser.tab("b");
  await b.add("band");
  expect(await a.titles()).toEqual(["cake", "band"]);
  await pass(200);
  expect(a.store()).toEqual({ kind: "files", isOwner: true });
  expect(b.store()).toEqual({ kind: "files", isOwner: false });
});

test("an edit of one tab reaches the live queries of the others", async () => {
  const browser = new Browser();
  const a = browser.tab("a");
  const b = browser.tab("b");
  await b.station.call("liveOpen", [7, { collection: "notes" }]);
  await a.add("cake");
  await pass(10);
  expect(b.rows.at(-1)).toEqual({ live: 7, titles: ["cake"] });
  await b.station.call("liveClose", [7]);
  const before = b.rows.length;
  await a.add("band");
  await pass(10);
  expect(b.rows.length).toBe(before);
});

test("when the owner's tab ends the next one opens the store, and queries go on", async () => {
  const browser = new Browser();
  const a = browser.tab("a");
  const b = browser.tab("b");
  const c = browser.tab("c");
  await a.add("cake");
  await b.station.call("liveOpen", [1, { collection: "notes" }]);
  await c.station.call("liveOpen", [1, { collection: "notes" }]);
  a.tab.die();
  await pass(100);
  await c.add("band");
  await pass(10);
  expect(b.store()).toEqual({ kind: "files", isOwner: true });
  expect(b.rows.at(-1)?.titles).toEqual(["cake", "band"]);
  expect(c.rows.at(-1)?.titles).toEqual(["cake", "band"]);
});

test("an owner that closes leaves to the next one what others ask meanwhile", async () => {
  const browser = new Browser();
  const a = browser.tab("a");
  const b = browser.tab("b");
  await b.add("cake");
  const closing = a.station.close();
  const commit = b.add("band");
  await closing;
  a.tab.die();
  await pass(2_000);
  await commit;
  expect(await b.titles()).toEqual(["cake", "band"]);
  expect(b.store()).toEqual({ kind: "files", isOwner: true });
});

test("a commit under way is done once by the next owner, whether the last one did it or not", async () => {
  for (const hears of [true, false]) {
    const browser = new Browser();
    const a = browser.tab("a");
    const b = browser.tab("b");
    await pass(10);
    if (!hears) a.tab.freeze();
    const commit = b.add("cake");
    // The answer is lost, the commit is not.
    if (hears) b.tab.freeze();
    await pass(10);
    a.tab.die();
    b.tab.thaw();
    await pass(100);
    await expect(commit).resolves.toMatchObject({ scope: "1" });
    expect(await b.titles()).toEqual(["cake"]);
  }
});

test("an undo under way is not repeated, and said to be uncertain", async () => {
  const browser = new Browser();
  const a = browser.tab("a");
  const b = browser.tab("b");
  await pass(10);
  a.tab.freeze();
  const undo = b.station.call("undoLast", ["1"]);
  const told = expect(undo).rejects.toMatchObject({ code: "store" });
  await pass(10);
  a.tab.die();
  await pass(100);
  await told;
});

test("beside a frozen owner a tab says so within 5 s, and keeps edits", async () => {
  const browser = new Browser();
  const a = browser.tab("a");
  const b = browser.tab("b");
  await a.add("cake");
  await pass(1_500);
  a.tab.freeze();
  const commit = b.add("band");
  await pass(5_000);
  await commit;
  await pass(200);
  expect(b.store()).toEqual({ kind: "aside", waiting: 1 });
  expect(await b.titles()).toEqual(["cake", "band"]);
  const copy = browser.aside.get("b");
  expect(copy && browser.onDisk(copy)).toContain("band");
  await expect(b.station.call("leave", [])).rejects.toMatchObject({ code: "unreachable" });
});

test("a thawed owner takes the edits over, once, and is asked again", async () => {
  const browser = new Browser();
  const a = browser.tab("a");
  const b = browser.tab("b");
  await pass(1_500);
  a.tab.freeze();
  const first = b.add("under way");
  await pass(5_000);
  await first;
  await b.add("aside");
  a.tab.thaw();
  await pass(3_000);
  expect(b.store()).toEqual({ kind: "files", isOwner: false });
  expect(await a.titles()).toEqual(["under way", "aside"]);
  expect(await b.titles()).toEqual(["under way", "aside"]);
  expect(browser.aside.size).toBe(0);
});

test("what a tab took elsewhere is not done by a thawed owner too, however late it was asked", async () => {
  for (let askedMs = 0; askedMs <= 3_900; askedMs += 300) {
    const browser = new Browser();
    const a = browser.tab("a");
    const b = browser.tab("b");
    await pass(1_500);
    a.tab.freeze();
    await pass(askedMs);
    const commit = b.add("cake");
    await pass(4_300 - askedMs);
    a.tab.thaw();
    await pass(3_000);
    await commit;
    expect(await a.titles(), `asked after ${askedMs} ms`).toEqual(["cake"]);
  }
});

test("a tab aside takes the store over with its edits when the frozen owner ends", async () => {
  const browser = new Browser();
  const a = browser.tab("a");
  const b = browser.tab("b");
  await pass(1_500);
  a.tab.freeze();
  await pass(6_000);
  await b.add("aside");
  a.tab.die();
  await pass(500);
  expect(b.store()).toEqual({ kind: "files", isOwner: true });
  expect(browser.onDisk()).toContain("aside");
  expect(browser.aside.size).toBe(0);
});

test("edits of a tab that was closed while aside are adopted by the owner", async () => {
  const browser = new Browser();
  const a = browser.tab("a");
  const b = browser.tab("b");
  await pass(1_500);
  a.tab.freeze();
  await pass(6_000);
  await b.add("aside");
  b.tab.die();
  a.tab.thaw();
  await pass(40_000);
  expect(await a.titles()).toEqual(["aside"]);
  expect(browser.aside.size).toBe(0);
});

test("edits left aside are there when the next tab is opened, before it answers", async () => {
  const browser = new Browser();
  const a = browser.tab("a");
  const b = browser.tab("b");
  await pass(1_500);
  a.tab.freeze();
  await pass(6_000);
  await b.add("aside");
  b.tab.die();
  a.tab.die();
  const c = browser.tab("c");
  expect(await c.titles()).toEqual(["aside"]);
});

test("two tabs beside a frozen owner keep their edits each, none is lost", async () => {
  const browser = new Browser();
  const a = browser.tab("a");
  const b = browser.tab("b");
  const c = browser.tab("c");
  await pass(1_500);
  a.tab.freeze();
  await pass(6_000);
  await b.add("of b");
  await c.add("of c");
  a.tab.thaw();
  await pass(3_000);
  expect((await a.titles()).sort()).toEqual(["of b", "of c"]);
});

test("a tab that was asleep itself does not take the owner for frozen", async () => {
  const browser = new Browser();
  browser.tab("a");
  const b = browser.tab("b");
  await pass(1_500);
  vi.setSystemTime(Date.now() + 60_000);
  const spy = vi.spyOn(performance, "now").mockReturnValue(performance.now() + 60_000);
  await pass(2_000);
  spy.mockRestore();
  expect(b.store().kind).toBe("files");
});

test("a store that cannot be opened is told to every tab, and tried again", async () => {
  const browser = new Browser();
  browser.canOpen = false;
  const a = browser.tab("a");
  const b = browser.tab("b");
  await pass(100);
  await expect(a.add("cake")).rejects.toMatchObject({ code: "store", message: "damaged" });
  await expect(b.add("cake")).rejects.toMatchObject({ message: "damaged" });
  expect(a.store()).toMatchObject({ kind: "failed", reason: "damaged" });
  browser.canOpen = true;
  await pass(7_000);
  await b.add("cake");
  expect(await a.titles()).toEqual(["cake"]);
});
