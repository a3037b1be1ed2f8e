import { type FileSet, type FileStore, type Files, kCreate, kFileNames } from "./files.ts";

/** Sync access handles, as far as they are used. */
export interface SyncHandle {
  read(into: Uint8Array, options: { at: number }): number;
  write(from: Uint8Array, options: { at: number }): number;
  truncate(size: number): void;
  getSize(): number;
  flush(): void;
  close(): void;
}

/**
 * The few files of a store, whose handles were opened beforehand. A file that is empty is taken as
 * not there, because SQLite makes nothing of either.
 */
export class OpfsFiles implements Files {
  readonly #pool: ReadonlyMap<string, SyncHandle>;
  readonly #open: (SyncHandle | null)[] = [];

  constructor(pool: ReadonlyMap<string, SyncHandle>) {
    this.#pool = pool;
  }

  open(name: string, flags: number): number {
    const handle = this.#pool.get(name);
    if (!handle || ((flags & kCreate) === 0 && handle.getSize() === 0)) return -1;
    this.#open.push(handle);
    return this.#open.length - 1;
  }

  close(handle: number): void {
    this.#open[handle] = null;
  }

  read(handle: number, into: Uint8Array, at: number): number {
    return this.#at(handle).read(into, { at });
  }

  write(handle: number, from: Uint8Array, at: number): number {
    return this.#at(handle).write(from, { at });
  }

  truncate(handle: number, size: number): boolean {
    this.#at(handle).truncate(size);
    return true;
  }

  size(handle: number): number {
    return this.#at(handle).getSize();
  }

  flush(handle: number): boolean {
    this.#at(handle).flush();
    return true;
  }

  remove(name: string): void {
    const handle = this.#pool.get(name);
    handle?.truncate(0);
    handle?.flush();
  }

  exists(name: string): boolean {
    return (this.#pool.get(name)?.getSize() ?? 0) > 0;
  }

  snapshot(): FileSet {
    const set = new Map<string, Uint8Array>();
    for (const [name, handle] of this.#pool) {
      const bytes = new Uint8Array(handle.getSize());
      if (bytes.length === 0) continue;
      if (handle.read(bytes, { at: 0 }) !== bytes.length) throw new Error(`${name} is cut short`);
      set.set(name, bytes);
    }
    return set;
  }

  #at(handle: number): SyncHandle {
    const found = this.#open[handle];
    if (!found) throw new Error(`no file is open as ${handle}`);
    return found;
  }
}

/** As it is in workers only. */
interface WorkerFileHandle extends FileSystemFileHandle {
  createSyncAccessHandle(): Promise<SyncHandle>;
}

/** The browser has the handles of a tab that just ended for a moment longer. */
const kTriesMax = 40;
const kTryAgainMs = 250;

export function folderName(store: string): string {
  return `wedsync-${encodeURIComponent(store)}`;
}

export async function openOpfsStore(store: string): Promise<FileStore> {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle(folderName(store), { create: true });
  const handles = new Map<string, SyncHandle>();
  const closeAll = () => {
    for (const handle of handles.values()) handle.close();
  };
  const opened = await Promise.allSettled(
    kFileNames.map(async (name) => handles.set(name, await openHandle(folder, name))),
  );
  const failed = opened.find((one) => one.status === "rejected");
  if (failed) {
    closeAll();
    throw failed.reason;
  }
  const files = new OpfsFiles(handles);
  return {
    kind: "files",
    files,
    snapshot: () => files.snapshot(),
    settle: () => undefined,
    reload: async () => {},
    close: async () => closeAll(),
    destroy: async () => {
      closeAll();
      await root.removeEntry(folderName(store), { recursive: true });
    },
  };
}

async function openHandle(folder: FileSystemDirectoryHandle, name: string): Promise<SyncHandle> {
  const file = await folder.getFileHandle(name, { create: true });
  for (let tries = 1; ; ++tries) {
    try {
      return await (file as WorkerFileHandle).createSyncAccessHandle();
    } catch (error) {
      const isTaken = error instanceof Error && error.name === "NoModificationAllowedError";
      if (!isTaken || tries >= kTriesMax) throw error;
      await new Promise((resolve) => setTimeout(resolve, kTryAgainMs));
    }
  }
}

/** Whether this browser has files for workers; asked by making and removing one. */
export async function hasOpfs(): Promise<boolean> {
  if (typeof FileSystemFileHandle === "undefined") return false;
  if (!("createSyncAccessHandle" in FileSystemFileHandle.prototype)) return false;
  try {
    await navigator.storage.getDirectory();
    return true;
  } catch {
    return false;
  }
}

const kCopyTriesMax = 5;

/**
 * The files of a store that somebody else may have open. SQLite only puts pages into the database
 * that its write-ahead log still holds, and the log is only ever changed at its end or begun anew:
 * so a database that was read between two equal readings of the log is of one moment with it.
 */
export async function copyOpfs(store: string): Promise<FileSet> {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle(folderName(store));
  for (let tries = 1; ; ++tries) {
    try {
      const before = await readSides(folder);
      const database = await readFile(folder, kFileNames[0] ?? "");
      if (isSame(before, await readSides(folder))) {
        return new Map([[kFileNames[0] ?? "", database], ...before]);
      }
    } catch (error) {
      if (tries >= kCopyTriesMax) throw error;
    }
    if (tries >= kCopyTriesMax) throw new Error("the files change while they are copied");
    await new Promise((resolve) => setTimeout(resolve, kTryAgainMs));
  }
}

async function readSides(folder: FileSystemDirectoryHandle): Promise<Map<string, Uint8Array>> {
  const sides = new Map<string, Uint8Array>();
  for (const name of kFileNames.slice(1)) {
    const bytes = await readFile(folder, name);
    if (bytes.length > 0) sides.set(name, bytes);
  }
  return sides;
}

async function readFile(folder: FileSystemDirectoryHandle, name: string): Promise<Uint8Array> {
  const handle = await folder.getFileHandle(name);
  return new Uint8Array(await (await handle.getFile()).arrayBuffer());
}

function isSame(left: FileSet, right: FileSet): boolean {
  if (left.size !== right.size) return false;
  for (const [name, bytes] of left) {
    const other = right.get(name);
    if (!other || other.length !== bytes.length) return false;
    for (let at = 0; at < bytes.length; ++at) if (bytes[at] !== other[at]) return false;
  }
  return true;
}
