/**
 * What the engine's SQLite sees as its disk, by number of handle. Everything is synchronous. What a
 * file answers is passed on as it is: the engine takes any count other than the one asked for as a
 * full disk, and reads sizes again.
 */
export interface Files {
  /** A handle, 0 or more; -1 where there is no such file and it is not to be made. */
  open(name: string, flags: number): number;
  close(handle: number): void;
  /** How many bytes were read. */
  read(handle: number, into: Uint8Array, at: number): number;
  /** How many bytes were written. */
  write(handle: number, from: Uint8Array, at: number): number;
  truncate(handle: number, size: number): boolean;
  size(handle: number): number;
  /** True: what was written is as durable as this kind of files makes it. */
  flush(handle: number): boolean;
  remove(name: string): void;
  exists(name: string): boolean;
}

/** A flag of open(): makes the file where there is none. */
export const kCreate = 1;

/** The database of every store, within the files of that store. */
export const kDatabase = "store.wedsync";
/** All names that SQLite asks for. */
export const kFileNames: readonly string[] = [
  kDatabase,
  `${kDatabase}-wal`,
  `${kDatabase}-journal`,
];

/** Whole files by name: what a copy of a store is. */
export type FileSet = ReadonlyMap<string, Uint8Array>;

/** The files of one store, and what makes them durable beyond flush(). */
export interface FileStore {
  readonly kind: "files" | "database" | "memory";
  readonly files: Files;
  /**
   * Makes durable what was written since the last time, all of it or nothing. Undefined: it is
   * already. Rejected: nothing of it is; reload() before going on.
   */
  settle(): Promise<void> | undefined;
  /** Forgets everything that is not durable. Nothing has a file open. */
  reload(): Promise<void>;
  /** The files as they are now; empty ones are left out. */
  snapshot(): FileSet;
  /** Ends it; the files stay. */
  close(): Promise<void>;
  /** Ends it and removes the files. */
  destroy(): Promise<void>;
}

/** A quota or a disk is used up, in whichever way a browser says so. */
export function isQuotaError(error: unknown): boolean {
  return error instanceof Error && error.name === "QuotaExceededError";
}
