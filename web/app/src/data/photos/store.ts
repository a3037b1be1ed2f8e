import type { Photo } from "./photo.ts";

/** How a picture of this tablet stands. Nothing is sent yet: a sender walks over those "kept". */
export type PhotoState = "kept" | "sent";

/** Pictures by their hash, in this browser. What was put is there after a reload. */
export interface PhotoStore {
  /** Resolved when it is written. The same bytes twice are one picture. */
  put(bytes: Blob): Promise<Photo>;
  /** Null: it is not on this tablet. */
  get(sha256: string): Promise<Blob | null>;
  /** What a sender has to do: every picture that was put here and not marked sent. */
  waiting(): Promise<readonly string[]>;
  /** The hub has it durably. */
  markSent(sha256: string): Promise<void>;
  stateOf(sha256: string): Promise<PhotoState | null>;
}

export async function sha256Of(bytes: Blob): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", await bytes.arrayBuffer());
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A place to keep bytes under a name. */
export interface Shelf {
  write(name: string, bytes: Blob): Promise<void>;
  read(name: string): Promise<Blob | null>;
  names(): Promise<readonly string[]>;
}

const sentSuffix = ".sent";

/** The store on a shelf: a file of the hash's name for each picture, and an empty one beside it when sent. */
export function storeOn(shelf: Shelf): PhotoStore {
  return {
    async put(bytes) {
      const sha256 = await sha256Of(bytes);
      const known = await shelf.read(sha256);
      if (known?.size !== bytes.size) await shelf.write(sha256, bytes);
      // A full disk may cut short without a word: only what reads back the same counts as kept.
      const kept = await shelf.read(sha256);
      if (kept === null || kept.size !== bytes.size) throw new Error("the picture was not kept");
      return { sha256, size: bytes.size };
    },
    get: (sha256) => shelf.read(sha256),
    async waiting() {
      const names = new Set(await shelf.names());
      return [...names]
        .filter((name) => !name.includes(".") && !names.has(name + sentSuffix))
        .sort();
    },
    markSent: (sha256) => shelf.write(sha256 + sentSuffix, new Blob([])),
    async stateOf(sha256) {
      if ((await shelf.read(sha256)) === null) return null;
      return (await shelf.read(sha256 + sentSuffix)) === null ? "kept" : "sent";
    },
  };
}

const folderName = "photos";

/** In the browser's private files. */
async function fileShelf(): Promise<Shelf> {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle(folderName, { create: true });
  return {
    async write(name, bytes) {
      const file = await folder.getFileHandle(name, { create: true });
      const out = await file.createWritable();
      await out.write(bytes);
      await out.close();
    },
    async read(name) {
      try {
        return await (await folder.getFileHandle(name)).getFile();
      } catch (error) {
        if (error instanceof DOMException && error.name === "NotFoundError") return null;
        throw error;
      }
    },
    async names() {
      const names: string[] = [];
      const all = folder as unknown as { keys(): AsyncIterable<string> };
      for await (const name of all.keys()) names.push(name);
      return names;
    },
  };
}

const asked = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** In the browser's database, where it has no private files or cannot write them from a page. */
async function databaseShelf(): Promise<Shelf> {
  const opening = indexedDB.open("wedsync-photos", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(folderName);
  const database = await asked(opening);
  const table = (mode: IDBTransactionMode) =>
    database.transaction(folderName, mode, { durability: "strict" });
  return {
    write: (name, bytes) =>
      new Promise((resolve, reject) => {
        const work = table("readwrite");
        work.objectStore(folderName).put(bytes, name);
        work.oncomplete = () => resolve();
        work.onabort = () => reject(work.error);
      }),
    async read(name) {
      const found: unknown = await asked(table("readonly").objectStore(folderName).get(name));
      return found instanceof Blob ? found : null;
    },
    async names() {
      const keys = await asked(table("readonly").objectStore(folderName).getAllKeys());
      return keys.filter((key): key is string => typeof key === "string");
    },
  };
}

const canWriteFiles = () =>
  typeof navigator.storage?.getDirectory === "function" &&
  typeof FileSystemFileHandle !== "undefined" &&
  "createWritable" in FileSystemFileHandle.prototype;

let opened: Promise<PhotoStore> | null = null;

/** The pictures of this browser. */
export function photoStore(): Promise<PhotoStore> {
  opened ??= (canWriteFiles() ? fileShelf().catch(databaseShelf) : databaseShelf()).then(storeOn);
  opened.catch(() => {
    opened = null;
  });
  return opened;
}
