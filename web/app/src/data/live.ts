import type { Client, LiveQuery, Query, Row } from "@wedsync/client";
import { useEffect, useMemo } from "preact/hooks";
import { useClient } from "./client.ts";

interface Held {
  readonly live: LiveQuery;
  users: number;
  closing: ReturnType<typeof setTimeout> | undefined;
}

/** How long a query nobody looks at is kept, so that going back shows at once what was there. */
const lingerMs = 30_000;

const pools = new WeakMap<Client, Map<string, Held>>();

function held(client: Client, key: string, query: Query): Held {
  const pool = pools.get(client) ?? new Map<string, Held>();
  pools.set(client, pool);
  const found = pool.get(key);
  if (found) return found;
  const made: Held = { live: client.live(query), users: 0, closing: undefined };
  pool.set(key, made);
  linger(pool, key, made);
  return made;
}

function linger(pool: Map<string, Held>, key: string, item: Held): void {
  clearTimeout(item.closing);
  item.closing = setTimeout(() => {
    if (item.users > 0) return;
    item.live.close();
    pool.delete(key);
  }, lingerMs);
}

export interface Live {
  readonly rows: readonly Row[];
  /** False until the first answer. */
  readonly isThere: boolean;
  readonly hasFailed: boolean;
}

const nothing: Live = { rows: [], isThere: false, hasFailed: false };

/** The rows of a query, kept up to date; the component is drawn again when they change. Null: none. */
export function useLive(query: Query | null): Live {
  const client = useClient();
  const key = query === null ? "" : JSON.stringify(query);
  const item = useMemo(() => (query === null ? null : held(client, key, query)), [client, key]);
  useEffect(() => {
    if (item === null) return;
    item.users++;
    clearTimeout(item.closing);
    return () => {
      item.users--;
      const pool = pools.get(client);
      if (pool && item.users === 0) linger(pool, key, item);
    };
  }, [client, item, key]);
  if (item === null) return nothing;
  const state = item.live.state.value;
  return {
    rows: item.live.rows.value,
    isThere: state === "live",
    hasFailed: state === "failed",
  };
}

/** The first of the rows, or null. */
export function useOne(query: Query | null): Row | null {
  return useLive(query).rows[0] ?? null;
}
