import type { Guest } from "../guests.mjs";

/** What IndexedDB is asked for: "strict" is on the disk when a transaction completes. */
export type Durability = "strict" | "relaxed";

/** One database, as the benchmark sees it. */
export interface Contender {
  /** Opens what is there; what is not there is made. */
  open(durability: Durability): Promise<void>;
  /** Adds guests; their numbers go on from those before. */
  seed(guests: readonly Guest[]): Promise<void>;
  /** Resolved when what was seeded is no news any more, for those that share it with others. */
  settle?(): Promise<void>;
  /** Sets the note of one guest of a number; resolved when it is as durable as was asked for. */
  write(guest: number, note: string): Promise<void>;
  /** The first rows by name of those with a word in the name that begins so (in lower case). */
  list(word: string): Promise<readonly Guest[]>;
}
