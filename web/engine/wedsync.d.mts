// The module wedsync.mjs, as emscripten makes it, and the files it stands on.

/**
 * Where the engine keeps its files: the whole storage policy of a page, in its own hands. All calls
 * are synchronous and come from within calls of the engine; none of them may call it back.
 *
 * The engine opens three names at most, made of the `path` of an opening: `path`, `path-wal` and
 * `path-journal`. They stay open until the replica is closed, and nobody else may write them
 * meanwhile: the owner holds a lock of the origin (Web Locks) before it opens the engine. An origin
 * private file system opens its handles asynchronously: open all three, made if missing, before
 * the engine, and give them out here.
 *
 * What is wrong is found by the engine: an exception is an I/O error (a QuotaExceededError: a full
 * disk), a write that does not answer the bytes asked for is a full disk, and the size is read
 * again after each truncation and each write that makes a file larger. After an I/O error the
 * replica answers ErrorCode.store until it is opened anew; after a full disk it goes on.
 */
export interface Files {
  /**
   * A handle: a whole number from 0 to 2^31 - 1; -1 if it cannot be opened. `flags`, bit 0 (1): the
   * file is made if it is not there; without it, a file that is not there is -1. No file is opened
   * twice at once.
   */
  open(name: string, flags: number): number;
  /** Ends the handle. The file stays, durable or not as it was. */
  close(handle: number): void;
  /**
   * Fills `into` with the bytes from `at` on; answers how many there were, fewer only at the end of
   * the file. `into` is a view of the engine's memory: of use until the call returns.
   */
  read(handle: number, into: Uint8Array, at: number): number;
  /** Writes all of `from` at `at` and answers from.length. A view, as in read(). */
  write(handle: number, from: Uint8Array, at: number): number;
  /** Makes the file so many bytes long; longer: with zeros. True if it is now. */
  truncate(handle: number, size: number): boolean;
  /** Bytes. */
  size(handle: number): number;
  /**
   * True when everything written to the file is durable: it survives the page, the browser and, as
   * far as browsers promise anything, the power.
   */
  flush(handle: number): boolean;
  /**
   * There is no such file from now on (nor was it an error if there was none). Where a handle has
   * to stay, as in a pool: its file is empty, and not there until it is opened with bit 0.
   */
  remove(name: string): void;
  /** A file of no bytes may be told as not there. */
  exists(name: string): boolean;
}

export interface WedsyncOptions {
  files: Files;
  /** The bytes of wedsync.wasm, where fetching it is not wanted (Node, tests). */
  wasmBinary?: ArrayBuffer | Uint8Array;
  /** The address of a file ("wedsync.wasm"); if left out: beside wedsync.mjs. */
  locateFile?(name: string, folder: string): string;
  /** Instantiates by other means, e.g. from a WebAssembly.Module that was compiled before. */
  instantiateWasm?(
    imports: WebAssembly.Imports,
    done: (instance: WebAssembly.Instance) => void,
  ): WebAssembly.Exports | Record<string, never>;
  /** Lines that the engine prints when it stops on a broken assertion. */
  printErr?(line: string): void;
  onAbort?(what: unknown): void;
}

/**
 * A function of C: pointers, sizes and handles are numbers, a uint64_t is a bigint (two's complement
 * beyond 2^63), a wedsync_now is a pointer to its two uint64_t.
 */
export type CFunction = (...args: Array<number | bigint>) => number;

/**
 * What binding.mjs works with: the functions of wedsync.h by their names with an underscore before,
 * wedsync_web_open() in the place of wedsync_open() (without its two arguments for randomness), and
 * malloc and free.
 */
export interface WedsyncModule {
  readonly HEAPU8: Uint8Array;
  readonly _malloc: CFunction;
  readonly _free: CFunction;
  readonly [name: `_wedsync_${string}`]: CFunction;
}

export default function createWedsync(options: WedsyncOptions): Promise<WedsyncModule>;
