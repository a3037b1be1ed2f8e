import { failure } from "../errors.ts";
import { answered, committed, deleteDatabase, openDatabase, strictly } from "../files/idb.ts";
import { folderName, type SyncHandle } from "../files/opfs_files.ts";

/** A place to keep bytes under names. */
export interface Shelf {
  /** Resolved when it is durable; rejected, nothing is there. */
  write(name: string, bytes: Blob): Promise<void>;
  read(name: string): Promise<Blob | null>;
  remove(name: string): Promise<void>;
  names(): Promise<readonly string[]>;
  /** Takes everything away. */
  clear(): Promise<void>;
}

const kFolder = "pictures";

interface WorkerFileHandle extends FileSystemFileHandle {
  createSyncAccessHandle(): Promise<SyncHandle>;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && error.name === "NotFoundError";
}

/** In the browser's private files, beside the store's own: who removes those removes these. */
export function fileShelf(store: string): Shelf {
  const folder = async () => {
    const root = await navigator.storage.getDirectory();
    const own = await root.getDirectoryHandle(folderName(store), { create: true });
    return own.getDirectoryHandle(kFolder, { create: true });
  };
  const remove = async (name: string) => {
    try {
      await (await folder()).removeEntry(name);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  };
  return {
    async write(name, bytes) {
      const content = new Uint8Array(await bytes.arrayBuffer());
      const file = await (await folder()).getFileHandle(name, { create: true });
      const handle = await (file as WorkerFileHandle).createSyncAccessHandle();
      let isWhole = false;
      try {
        handle.truncate(0);
        const written = handle.write(content, { at: 0 });
        handle.flush();
        // Chromium over its quota says that it wrote.
        isWhole = written === content.length && handle.getSize() === content.length;
      } finally {
        handle.close();
        if (!isWhole) await remove(name).catch(() => {});
      }
      if (!isWhole) throw failure("full", "the browser has no room for the picture");
    },
    async read(name) {
      try {
        return await (await (await folder()).getFileHandle(name)).getFile();
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    remove,
    async names() {
      const names: string[] = [];
      const all = (await folder()) as unknown as { keys(): AsyncIterable<string> };
      for await (const name of all.keys()) names.push(name);
      return names;
    },
    async clear() {
      for (const name of await this.names()) await remove(name);
    },
  };
}

/** In the browser's database, where it has no private files. */
export function databaseShelf(store: string): Shelf {
  const name = `wedsync-pictures:${encodeURIComponent(store)}`;
  const withDatabase = async <T>(use: (database: IDBDatabase) => Promise<T>): Promise<T> => {
    const database = await openDatabase(name, [kFolder]);
    try {
      return await use(database);
    } finally {
      database.close();
    }
  };
  const change = (work: (table: IDBObjectStore) => void) =>
    withDatabase((database) => {
      const transaction = strictly(database, [kFolder]);
      work(transaction.objectStore(kFolder));
      return committed(transaction);
    });
  const ask = <T>(work: (table: IDBObjectStore) => IDBRequest<T>) =>
    withDatabase((database) =>
      answered(work(database.transaction(kFolder, "readonly").objectStore(kFolder))),
    );
  return {
    write: (key, bytes) => change((table) => table.put(bytes, key)),
    async read(key) {
      const found: unknown = await ask((table) => table.get(key));
      return found instanceof Blob ? found : null;
    },
    remove: (key) => change((table) => table.delete(key)),
    names: async () => (await ask((table) => table.getAllKeys())).map(String),
    clear: () => deleteDatabase(name),
  };
}

/** Where this browser keeps nothing. */
export function memoryShelf(): Shelf {
  const kept = new Map<string, Blob>();
  return {
    write: async (name, bytes) => void kept.set(name, bytes),
    read: async (name) => kept.get(name) ?? null,
    remove: async (name) => void kept.delete(name),
    names: async () => [...kept.keys()],
    clear: async () => kept.clear(),
  };
}
