import { effect } from "@preact/signals";
import type {
  Client,
  Committed,
  Dot,
  Draft,
  History,
  HistoryItem,
  Identity,
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

/** The records that were there before a draft changed them. */
function recordsOf({ edits }: Draft): readonly RecordId[] {
  const records = edits.flatMap((edit) =>
    "record" in edit && typeof edit.record === "string" ? [edit.record] : [],
  );
  return [...new Set(records)];
}

/**
 * Notes a change that was made without the team, so that it can be told afterwards what others did
 * to the same record meanwhile.
 */
export async function noteApart(client: Client, draft: Draft, { dot }: Committed): Promise<void> {
  const { scope } = draft;
  const records = recordsOf(draft);
  if (client.status.peek().connection === "open" || records.length > recordsMax) return;
  for (const record of records) {
    const { items } = await client.history(scope, record);
    const known = items.filter(({ pending }) => !pending).map((item) => item.dot);
    apart.change((all) => [{ dot, scope, record, known, sharedMs: null }, ...all]);
  }
}

/** Notes when the team got what was made apart. Returns how to stop. */
export function noteArrivals(client: Client): () => void {
  return effect(() => {
    const waiting = new Set(client.outbox.value.map(({ dot }) => dot));
    const has = ({ dot, sharedMs }: Apart) => sharedMs === null && !waiting.has(dot);
    if (client.status.value.connection !== "open" || !apart.items.value.some(has)) return;
    const sharedMs = nowMs(client);
    apart.change((all) => all.map((each) => (has(each) ? { ...each, sharedMs } : each)));
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
