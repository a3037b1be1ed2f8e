import type { Conflict, History } from "@wedsync/client";
import { useEffect, useState } from "preact/hooks";
import { useClient } from "../../data/client.ts";
import { keyOf, versionOf } from "../../data/decide.ts";

/** The history of the record asked about; null as long as it is not known. Null asks for none. */
export function useHistory(conflict: Conflict | null): History | null {
  const client = useClient();
  const [history, setHistory] = useState<History | null>(null);
  const key = conflict && `${keyOf(conflict)} ${versionOf(conflict)}`;
  useEffect(() => {
    if (conflict === null) return;
    let isWanted = true;
    client.history(conflict.scope, conflict.record).then(
      (found) => isWanted && setHistory(found),
      () => undefined,
    );
    return () => {
      isWanted = false;
    };
  }, [client, key]);
  return history;
}
