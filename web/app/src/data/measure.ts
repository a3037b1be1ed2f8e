import type { Client } from "@wedsync/client";

/** What this tab measures of itself. It stays here: nothing is sent. */

export type Action = "query" | "search" | "get" | "history" | "commit" | "share";
/** The calls that are timed, and as what; a decision is a change like any other. */
const measured = {
  query: "query",
  search: "search",
  get: "get",
  history: "history",
  commit: "commit",
  decide: "commit",
} as const;

const keptMax = 1000;

/** The last thousand durations of one action, in ms. */
export class Durations {
  readonly #kept: number[] = [];
  #count = 0;

  add(ms: number): void {
    this.#kept[this.#count++ % keptMax] = ms;
  }

  /** How many there were, also those that are not kept any more. */
  get count(): number {
    return this.#count;
  }

  /** The duration that `share` of them do not exceed; null where there is none. */
  at(share: number): number | null {
    const sorted = this.#kept.toSorted((a, b) => a - b);
    return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
  }
}

export const durations: Readonly<Record<Action, Durations>> = {
  query: new Durations(),
  search: new Durations(),
  get: new Durations(),
  history: new Durations(),
  commit: new Durations(),
  share: new Durations(),
};

/** How things stood from a moment on. */
export interface Moment {
  readonly ms: number;
  readonly waiting: number;
  readonly isOpen: boolean;
}

export const moments: Moment[] = [];

function note(moment: Moment): void {
  const last = moments.at(-1);
  if (last?.waiting === moment.waiting && last.isOpen === moment.isOpen) return;
  if (moments.length >= keptMax) moments.shift();
  moments.push(moment);
}

/** The longest time from a tap to the next picture; null where none was slow enough to be told. */
export let slowestTap: number | null = null;

export const marks = { store: "wedsync:store", drawn: "wedsync:drawn" } as const;

let isSharing = false;

/** Measures one way to the team at a time, and only where there is a way. */
async function measureShare(client: Client, done: Awaited<ReturnType<Client["commit"]>>) {
  if (isSharing || client.status.peek().connection !== "open") return;
  isSharing = true;
  const from = performance.now();
  try {
    const how = await client.whenShared(done.scope, done.dot);
    if (how === "shared") durations.share.add(performance.now() - from);
  } catch {
    // It was not shared while one looked.
  }
  isSharing = false;
}

/** Measures the calls of the client from now on. */
export function measure(client: Client): void {
  for (const [name, action] of Object.entries(measured)) {
    const own = client[name as keyof typeof measured].bind(client) as (
      ...given: unknown[]
    ) => Promise<unknown>;
    const timed = async (...given: unknown[]) => {
      const from = performance.now();
      const answer = await own(...given);
      durations[action].add(performance.now() - from);
      if (name === "commit") void measureShare(client, answer as never);
      return answer;
    };
    Object.assign(client, { [name]: timed });
  }
  client.status.subscribe(({ waiting, connection, store }) => {
    note({ ms: Date.now(), waiting, isOpen: connection === "open" });
    const isMarked = performance.getEntriesByName(marks.store).length > 0;
    if (store.kind !== "opening" && !isMarked) performance.mark(marks.store);
  });
  watchTaps();
}

function watchTaps(): void {
  try {
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { interactionId } = entry as PerformanceEventTiming & { interactionId?: number };
        if (interactionId) slowestTap = Math.max(slowestTap ?? 0, entry.duration);
      }
    }).observe({ type: "event", durationThreshold: 16, buffered: true } as PerformanceObserverInit);
  } catch {
    // This browser does not tell.
  }
}
