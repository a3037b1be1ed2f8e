import type { Files } from "./wedsync.mjs";

/** Files in memory: for tests, and for a page that has nowhere to keep anything. */
export declare class MemoryFiles implements Files {
  /** The bytes of a file as they are now, copied; null if there is none. */
  bytesOf(name: string): Uint8Array | null;
  /** Puts a file there, or in the place of one that is not open. */
  put(name: string, bytes: Uint8Array): void;
  open(name: string, flags: number): number;
  close(handle: number): void;
  read(handle: number, into: Uint8Array, at: number): number;
  write(handle: number, from: Uint8Array, at: number): number;
  truncate(handle: number, size: number): boolean;
  size(handle: number): number;
  flush(handle: number): boolean;
  remove(name: string): void;
  exists(name: string): boolean;
}
