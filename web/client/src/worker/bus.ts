import type { Method, Notice } from "../methods.ts";
import type { PlainError } from "../rpc.ts";

/** What the workers of an origin's tabs say to each other about one store. */
export type Note =
  /** To all: who has it open? */
  | { readonly note: "who"; readonly from: string }
  /** I have; to whoever asked, or to all when it began. */
  | { readonly note: "own"; readonly from: string }
  | {
      readonly note: "call";
      readonly from: string;
      readonly id: number;
      readonly method: Method;
      readonly args: readonly unknown[];
      /** Wall milliseconds: what is old was given up by whoever asked. */
      readonly sentMs: number;
    }
  | { readonly note: "value"; readonly from: string; readonly id: number; readonly value: unknown }
  | {
      readonly note: "error";
      readonly from: string;
      readonly id: number;
      readonly error: PlainError;
    }
  /** It came too late and was not done. */
  | { readonly note: "late"; readonly from: string; readonly id: number }
  | { readonly note: "notice"; readonly from: string; readonly notice: Notice };

export interface Bus {
  /** To one worker, or to all others (null). */
  post(to: string | null, note: Note): void;
  listen(hear: (note: Note) => void): void;
  close(): void;
}

/** A channel for all, and one for each worker: rows for one tab do not go to the others. */
export function broadcastBus(store: string, id: string): Bus {
  const name = `wedsync:${encodeURIComponent(store)}`;
  const all = new BroadcastChannel(name);
  const own = new BroadcastChannel(`${name}:${id}`);
  const others = new Map<string, BroadcastChannel>();
  return {
    post(to, note) {
      if (to === null) return all.postMessage(note);
      let channel = others.get(to);
      if (!channel) {
        channel = new BroadcastChannel(`${name}:${to}`);
        others.set(to, channel);
      }
      channel.postMessage(note);
    },
    listen(hear) {
      const handle = ({ data }: MessageEvent<Note>) => hear(data);
      all.onmessage = handle;
      own.onmessage = handle;
    },
    close() {
      for (const channel of [all, own, ...others.values()]) channel.close();
    },
  };
}

/** Web Locks, as far as they are used. */
export interface Locks {
  /** Holds the lock from when `held` is called until `release` is; never gives up waiting. */
  hold(name: string, held: (release: () => void) => void): void;
  /** Does the work under the lock; null where somebody else has it. */
  ifFree<T>(name: string, work: () => Promise<T>): Promise<T | null>;
}

export function webLocks(): Locks {
  return {
    hold(name, held) {
      navigator.locks
        .request(name, () => new Promise<void>((release) => held(release)))
        .catch(() => {});
    },
    ifFree: (name, work) =>
      navigator.locks.request(name, { ifAvailable: true }, (lock) => (lock ? work() : null)),
  };
}

/** Without Web Locks no other tab can be told from this one: it is taken to be alone. */
export function noLocks(): Locks {
  return { hold: (_, held) => held(() => {}), ifFree: (_, work) => work() };
}

export function lockNames(store: string) {
  const name = `wedsync:${encodeURIComponent(store)}`;
  return {
    owner: name,
    /** Held as long as a worker lives. */
    life: (id: string) => `${name}:life:${id}`,
  };
}
