import { BlockStore, copyBlocks } from "./files/block_store.ts";
import type { FileSet, FileStore } from "./files/files.ts";
import { memoryStore } from "./files/memory_files.ts";
import { copyOpfs, hasOpfs, openOpfsStore } from "./files/opfs_files.ts";

/** Where the stores of this browser are, by their names. */
export interface Places {
  readonly kind: FileStore["kind"];
  open(): Promise<FileStore>;
  /** The files of one moment, whether somebody has them open or not. */
  copy(): Promise<FileSet>;
}

export async function findPlaces(store: string): Promise<Places> {
  if (await hasOpfs()) {
    return { kind: "files", open: () => openOpfsStore(store), copy: () => copyOpfs(store) };
  }
  const name = blockName(store);
  if (await hasDatabase()) {
    return { kind: "database", open: () => BlockStore.open(name), copy: () => copyBlocks(name) };
  }
  return {
    kind: "memory",
    open: async () => memoryStore(),
    copy: () => Promise.reject(new Error("nothing is kept that could be copied")),
  };
}

/** The name of the store in the browser's database. */
export function blockName(store: string): string {
  return `wedsync-store:${encodeURIComponent(store)}`;
}

async function hasDatabase(): Promise<boolean> {
  if (typeof indexedDB === "undefined") return false;
  const kProbe = "wedsync-probe";
  return new Promise((resolve) => {
    try {
      const request = indexedDB.open(kProbe);
      request.onerror = () => resolve(false);
      request.onsuccess = () => {
        request.result.close();
        resolve(true);
      };
    } catch {
      resolve(false);
    }
  });
}

/** Stores in which a tab keeps edits while the owner does not answer. */
export function asidePrefix(store: string): string {
  return `wedsync-aside:${encodeURIComponent(store)}:`;
}
