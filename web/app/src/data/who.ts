import type { Client, HistoryItem, RecordId, ScopeId } from "@wedsync/client";
import { useEffect, useState } from "preact/hooks";
import { useClient } from "./client.ts";

export interface Deed {
  readonly person: string;
  readonly ms: number;
}

/** Who wrote the value of the field that holds now. */
export function lastWriter(items: readonly HistoryItem[], field: string): Deed | null {
  for (const item of [...items].reverse()) {
    const isIt = item.effects.some((each) => each.field === field && each.place === "current");
    if (isIt) return { person: item.person, ms: item.ms };
  }
  return null;
}

const known = new WeakMap<Client, Map<string, Deed | null>>();

/**
 * Who wrote a field of a record; null as long as it is not known. `version` is anything that changes
 * with the value, so that the answer is asked for again.
 */
export function useWho(
  scope: ScopeId,
  record: RecordId,
  field: string,
  version: string | number | null,
): Deed | null {
  const client = useClient();
  const key = `${scope} ${record} ${field} ${version}`;
  const store = known.get(client) ?? new Map<string, Deed | null>();
  known.set(client, store);
  const [, redraw] = useState(0);
  useEffect(() => {
    if (version === null || store.has(key)) return;
    let isWanted = true;
    client.history(scope, record).then(
      (history) => {
        store.set(key, lastWriter(history.items, field));
        if (isWanted) redraw((count) => count + 1);
      },
      () => undefined,
    );
    return () => {
      isWanted = false;
    };
  }, [client, store, key, scope, record, field, version]);
  return store.get(key) ?? null;
}
