import { BlockFile, kBlockBytes } from "./block_file.ts";
import type { FileSet, FileStore } from "./files.ts";
import { answered, committed, deleteDatabase, openDatabase, strictly } from "./idb.ts";
import { MemoryFiles } from "./memory_files.ts";

const kBlocks = "blocks";
const kSizes = "sizes";

/**
 * Files in memory whose changed blocks settle() writes in one transaction of IndexedDB: what is on
 * the disk is always the state after some whole number of engine calls.
 */
export class BlockStore implements FileStore {
  readonly kind = "database";
  #files: MemoryFiles;
  private readonly database: IDBDatabase;

  private constructor(database: IDBDatabase, files: MemoryFiles) {
    this.database = database;
    this.#files = files;
  }

  static async open(name: string): Promise<BlockStore> {
    const database = await openDatabase(name, [kBlocks, kSizes]);
    return new BlockStore(database, await load(database));
  }

  /** Made of a copy, durable before it is answered. */
  static async create(name: string, set: FileSet): Promise<BlockStore> {
    await deleteDatabase(name);
    const database = await openDatabase(name, [kBlocks, kSizes]);
    const store = new BlockStore(database, MemoryFiles.of(set));
    await store.settle();
    return store;
  }

  get files(): MemoryFiles {
    return this.#files;
  }

  settle(): Promise<void> | undefined {
    const { byName, removed } = this.#files;
    const changed = [...byName].filter(([, file]) => file.changed.size > 0 || file.isSizeChanged);
    if (changed.length === 0 && removed.size === 0) return undefined;
    return this.#write(changed, [...removed]);
  }

  async reload(): Promise<void> {
    this.#files = await load(this.database);
  }

  snapshot(): FileSet {
    return this.#files.snapshot();
  }

  async close(): Promise<void> {
    this.database.close();
  }

  async destroy(): Promise<void> {
    this.database.close();
    await deleteDatabase(this.database.name);
  }

  async #write(changed: (readonly [string, BlockFile])[], removed: string[]): Promise<void> {
    const transaction = strictly(this.database, [kBlocks, kSizes]);
    const done = committed(transaction);
    const blocks = transaction.objectStore(kBlocks);
    const sizes = transaction.objectStore(kSizes);
    for (const name of removed) {
      sizes.delete(name);
      blocks.delete(IDBKeyRange.bound([name], [name, []]));
    }
    for (const [name, file] of changed) {
      sizes.put(file.size, name);
      for (const index of file.changed) {
        const block = file.blocks.get(index);
        if (block) blocks.put(block, [name, index]);
        else blocks.delete([name, index]);
      }
    }
    const undo = this.#noteClean(changed, removed);
    await done.catch((error) => {
      undo();
      throw error;
    });
  }

  /** Takes everything for written; what it returns takes that back. */
  #noteClean(changed: (readonly [string, BlockFile])[], removed: string[]): () => void {
    const files = this.#files;
    const before = changed.map(([, file]) => ({ file, blocks: [...file.changed] }));
    for (const { file } of before) file.clean();
    files.removed.clear();
    return () => {
      for (const { file, blocks } of before) {
        for (const block of blocks) file.changed.add(block);
        file.isSizeChanged = true;
      }
      for (const name of removed) if (!files.byName.has(name)) files.removed.add(name);
    };
  }
}

async function load(database: IDBDatabase): Promise<MemoryFiles> {
  const transaction = database.transaction([kBlocks, kSizes], "readonly");
  const blocks = transaction.objectStore(kBlocks);
  const sizes = transaction.objectStore(kSizes);
  const [names, counts, keys, values] = await Promise.all([
    answered(sizes.getAllKeys()),
    answered(sizes.getAll()),
    answered(blocks.getAllKeys()),
    answered(blocks.getAll()),
  ]);
  const files = new MemoryFiles();
  names.forEach((name, at) => {
    const file = new BlockFile();
    file.size = Number(counts[at]);
    files.byName.set(String(name), file);
  });
  keys.forEach((key, at) => {
    const [name, index] = key as [string, number];
    const block: unknown = values[at];
    if (!(block instanceof Uint8Array) || block.length !== kBlockBytes) return;
    files.byName.get(name)?.blocks.set(index, block);
  });
  return files;
}

/** The files of a store that somebody else has open: what is committed now, all of one moment. */
export async function copyBlocks(name: string): Promise<FileSet> {
  const database = await openDatabase(name, [kBlocks, kSizes]);
  try {
    return (await load(database)).snapshot();
  } finally {
    database.close();
  }
}
