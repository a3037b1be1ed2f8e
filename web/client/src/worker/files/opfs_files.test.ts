import { afterEach, expect, test, vi } from "vitest";
import { BlockFile } from "./block_file.ts";
import { kCreate, kDatabase } from "./files.ts";
import { copyOpfs, OpfsFiles, type SyncHandle } from "./opfs_files.ts";

function handle(): SyncHandle & { file: BlockFile; flushed: number } {
  const file = new BlockFile();
  const made = {
    file,
    flushed: 0,
    read: (into: Uint8Array, { at }: { at: number }) => file.read(into, at),
    write: (from: Uint8Array, { at }: { at: number }) => file.write(from, at),
    truncate: (size: number) => file.truncate(size),
    getSize: () => file.size,
    flush: () => {
      ++made.flushed;
    },
    close: () => {},
  };
  return made;
}

test("an empty file is not there until it is made", () => {
  const pool = handle();
  const files = new OpfsFiles(new Map([[kDatabase, pool]]));
  expect(files.exists(kDatabase)).toBe(false);
  expect(files.open(kDatabase, 0)).toBe(-1);
  expect(files.open("other", kCreate)).toBe(-1);
  const opened = files.open(kDatabase, kCreate);
  expect(files.write(opened, new Uint8Array([1, 2, 3]), 0)).toBe(3);
  expect(files.exists(kDatabase)).toBe(true);
  expect(files.open(kDatabase, 0)).not.toBe(opened);
  files.remove(kDatabase);
  expect(files.exists(kDatabase)).toBe(false);
  expect(pool.flushed).toBe(1);
});

test("passes on what a full disk answers, as it is", () => {
  const full = { ...handle(), write: () => 4_294_967_288, truncate: () => {} };
  const files = new OpfsFiles(new Map([[kDatabase, full]]));
  const opened = files.open(kDatabase, kCreate);
  expect(files.write(opened, new Uint8Array(10), 0)).toBe(4_294_967_288);
  files.truncate(opened, 100);
  expect(files.size(opened)).toBe(0);
});

test("does not take part of a file for all of it", () => {
  const short = { ...handle(), getSize: () => 10, read: () => 4 };
  expect(() => new OpfsFiles(new Map([[kDatabase, short]])).snapshot()).toThrow(/cut short/);
});

afterEach(() => {
  vi.unstubAllGlobals();
});

/** A folder whose files change as they are read. */
function folder(read: (name: string, nth: number) => string): void {
  let nth = 0;
  const file = (name: string) => ({
    getFile: async () => new Blob([read(name, nth++)]),
  });
  const store = { getFileHandle: async (name: string) => file(name) };
  vi.stubGlobal("navigator", {
    storage: { getDirectory: async () => ({ getDirectoryHandle: async () => store }) },
  });
}

test("a copy is of one moment: the log is the same before and after the database is read", async () => {
  const reads: string[] = [];
  folder((name, nth) => {
    reads.push(name);
    if (name.endsWith("-wal")) return nth < 3 ? `log ${nth}` : "log";
    return name.endsWith("-journal") ? "" : `pages ${nth}`;
  });
  const copy = await copyOpfs("s");
  const text = (name: string) => new TextDecoder().decode(copy.get(name));
  expect(text(`${kDatabase}-wal`)).toBe("log");
  expect(text(kDatabase)).toBe("pages 7");
  expect(reads.slice(5)).toEqual([
    `${kDatabase}-wal`,
    `${kDatabase}-journal`,
    kDatabase,
    `${kDatabase}-wal`,
    `${kDatabase}-journal`,
  ]);
});

test("there is no copy of files that never rest", async () => {
  vi.useFakeTimers();
  folder((_, nth) => `${nth}`);
  const copy = expect(copyOpfs("s")).rejects.toThrow(/change while/);
  await vi.advanceTimersByTimeAsync(5_000);
  await copy;
  vi.useRealTimers();
});
