import { computed, effect } from "@preact/signals";
import type {
  Client,
  Dot,
  History,
  HistoryItem,
  Identity,
  OutboxEntry,
  RecordId,
  ScopeId,
} from "@wedsync/client";
import { keptList } from "./kept_list.ts";
import { nowMs } from "./now.ts";

/** An own change that was made without a network. */
export interface Apart {
  readonly dot: Dot;
  readonly scope: ScopeId;
  readonly record: RecordId;
  /** The changes of the record that were here when it was made. */
  readonly known: readonly Dot[];
  /** When the team got it; null: it waits. */
  readonly sharedMs: number | null;
}

const keptMax = 60;
/** Changes of more records than this are imports and the like, and told as such. */
const recordsMax = 3;
/** Clocks of devices are apart by less than this. */
const clocksMs = 5_000;

/** The own changes that were made apart, on this device. */
export const apart = keptList<Apart>("wedsync.apart", keptMax);

const isOf = (entry: OutboxEntry) => (each: Apart) => each.dot === entry.dot;

async function note(client: Client, outbox: readonly OutboxEntry[], isOpen: boolean) {
  if (isOpen) {
    const waiting = new Set(outbox.map(({ dot }) => dot));
    const arrived = ({ dot, sharedMs }: Apart) => sharedMs === null && !waiting.has(dot);
    const sharedMs = nowMs(client);
    apart.change((all) =>
      all.some(arrived) ? all.map((each) => (arrived(each) ? { ...each, sharedMs } : each)) : all,
    );
    return;
  }
  for (const entry of outbox.slice(-keptMax)) {
    const { scope, dot, records } = entry;
    if (records.length > recordsMax || apart.items.peek().some(isOf(entry))) continue;
    for (const record of records) {
      const { items } = await client.history(scope, record);
      const known = items.filter(({ pending }) => !pending).map((item) => item.dot);
      apart.change((all) =>
        all.some((each) => each.dot === dot && each.record === record)
          ? all
          : [{ dot, scope, record, known, sharedMs: null }, ...all],
      );
    }
  }
}

/**
 * Notes what is done without a network, so that it can be told afterwards what others did to the
 * same record meanwhile. Returns how to stop.
 */
export function noteApart(client: Client): () => void {
  const isOpen = computed(() => client.status.value.connection === "open");
  let last: Promise<void> = Promise.resolve();
  return effect(() => {
    const outbox = client.outbox.value;
    const isNow = isOpen.value;
    last = last.then(() => note(client, outbox, isNow)).catch(() => undefined);
  });
}

/**
 * Who else changed the record while the change waited, where all of it stands: nobody where people
 * had to decide, or the change was taken back.
 */
export function joinedWith({ dot, known, sharedMs }: Apart, history: History, me: Identity) {
  const before = new Set(known);
  const since = history.items.filter((item) => !before.has(item.dot));
  const own = since.find((item) => item.dot === dot);
  const isDecided = since.some(({ note: why }) => why?.kind === "decides");
  const isUndone = since.some(({ note: why }) => why?.kind === "undoes" && why.dot === dot);
  if (!own || own.pending || own.refused !== undefined || isDecided || isUndone) return [];
  if (own.effects.some(({ place }) => place === "in_conflict")) return [];
  // What is later in the log was made apart too, if it was made before the change was shared.
  const isApart = (item: HistoryItem, at: number) =>
    at < since.indexOf(own) || item.ms < (sharedMs ?? Number.POSITIVE_INFINITY) + clocksMs;
  const people = since
    .filter(isApart)
    .map(({ person }) => person)
    .filter((person) => person !== "" && person !== me.person);
  return [...new Set(people)];
}
