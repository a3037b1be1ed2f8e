import { type Dot, type RecordId, rowKey, type ScopeId } from "@wedsync/client";
import { useEffect, useState } from "preact/hooks";
import { type Apart, apart, joinedWith } from "./apart.ts";
import { useClient } from "./client.ts";
import { keptList } from "./kept_list.ts";

/** What only this device knows, beside what the records keep of who did what. */
export interface OwnDoing {
  /** Changes that met and all stand, or an edit where somebody else was at it. */
  readonly kind: "joined" | "anyway";
  readonly scope: ScopeId;
  readonly record: RecordId;
  readonly people: readonly string[];
  readonly ms: number;
  /** The own change that met others. */
  readonly dot: Dot | null;
}

const anyway = keptList<OwnDoing>("wedsync.anyway", 30);

/** Writes down that somebody goes on with a record though another is at it. */
export function noteAnyway(scope: ScopeId, record: RecordId, other: string, ms: number): void {
  const made: OwnDoing = { kind: "anyway", scope, record, people: [other], ms, dot: null };
  anyway.change((all) => [made, ...all]);
}

/** Forgets what this device knows beside the records. */
export function forgetOwnActivity(): void {
  for (const list of [apart, anyway]) list.change(() => []);
}

/** Reading a history reads the log: of so many at most, and not at each change of a busy minute. */
const lookedAtMax = 8;
const calmMs = 300;

/** What met while this device was apart, one entry a record. */
function useJoined(): readonly OwnDoing[] {
  const client = useClient();
  const notes = apart.items.value;
  const me = client.identity.value;
  const arrived = client.status.value.download?.done ?? 0;
  const [found, setFound] = useState<readonly OwnDoing[]>([]);
  useEffect(() => {
    // Whatever arrived, it may be what others did meanwhile.
    void arrived;
    let isWanted = true;
    const newestNotes = notes.filter(({ sharedMs }) => sharedMs !== null).slice(0, lookedAtMax);
    const ask = async (each: Apart): Promise<OwnDoing | null> => {
      const { scope, record, dot, sharedMs } = each;
      if (!me || sharedMs === null) return null;
      const history = await client.history(scope, record).catch(() => null);
      const people = history ? joinedWith(each, history, me) : [];
      return people.length > 0
        ? { kind: "joined", scope, record, people, ms: sharedMs, dot }
        : null;
    };
    const look = async () => {
      const newest = new Map<string, OwnDoing>();
      for (const each of await Promise.all(newestNotes.map(ask))) {
        if (each && !newest.has(rowKey(each))) newest.set(rowKey(each), each);
      }
      if (isWanted) setFound([...newest.values()]);
    };
    const timer = setTimeout(() => void look(), calmMs);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [client, notes, me, arrived]);
  return found;
}

export const useOwnActivity = (): readonly OwnDoing[] => [...useJoined(), ...anyway.items.value];
