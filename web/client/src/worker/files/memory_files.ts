import { BlockFile } from "./block_file.ts";
import { type FileSet, type FileStore, type Files, kCreate } from "./files.ts";

/** Files in memory: gone with the worker, unless somebody keeps their blocks (block_store.ts). */
export class MemoryFiles implements Files {
  readonly byName = new Map<string, BlockFile>();
  /** Names that went since somebody looked. */
  readonly removed = new Set<string>();
  readonly #handles: (BlockFile | null)[] = [];

  static of(set: FileSet): MemoryFiles {
    const files = new MemoryFiles();
    for (const [name, bytes] of set) {
      const file = new BlockFile();
      file.write(bytes, 0);
      files.byName.set(name, file);
    }
    return files;
  }

  open(name: string, flags: number): number {
    let file = this.byName.get(name);
    if (!file) {
      if ((flags & kCreate) === 0) return -1;
      file = new BlockFile();
      file.isSizeChanged = true;
      this.byName.set(name, file);
      this.removed.delete(name);
    }
    this.#handles.push(file);
    return this.#handles.length - 1;
  }

  close(handle: number): void {
    this.#handles[handle] = null;
  }

  read(handle: number, into: Uint8Array, at: number): number {
    return this.#at(handle).read(into, at);
  }

  write(handle: number, from: Uint8Array, at: number): number {
    return this.#at(handle).write(from, at);
  }

  truncate(handle: number, size: number): boolean {
    this.#at(handle).truncate(size);
    return true;
  }

  size(handle: number): number {
    return this.#at(handle).size;
  }

  flush(): boolean {
    return true;
  }

  remove(name: string): void {
    if (this.byName.delete(name)) this.removed.add(name);
  }

  exists(name: string): boolean {
    return this.byName.has(name);
  }

  snapshot(): FileSet {
    return new Map([...this.byName].map(([name, file]) => [name, file.bytes()]));
  }

  #at(handle: number): BlockFile {
    const file = this.#handles[handle];
    if (!file) throw new Error(`no file is open as ${handle}`);
    return file;
  }
}

/** A store that keeps nothing. */
export function memoryStore(set: FileSet = new Map()): FileStore & { readonly files: MemoryFiles } {
  const files = MemoryFiles.of(set);
  return {
    kind: "memory",
    files,
    snapshot: () => files.snapshot(),
    settle: () => undefined,
    reload: async () => {},
    close: async () => {},
    destroy: async () => {},
  };
}
