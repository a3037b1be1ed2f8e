import type { OpenedRecord, RecordId, ScopeId } from "@wedsync/client";
import { useCallback, useEffect, useState } from "preact/hooks";
import { useClient } from "./client.ts";

export interface Opened {
  /** As it was when it was opened; does not follow the changes. */
  readonly opened: OpenedRecord | null;
  readonly isMissing: boolean;
  /** Reads it again. */
  readonly reopen: () => void;
}

/** A record as a form needs it: with the writes that its fields show. */
export function useOpened(scope: ScopeId, record: RecordId): Opened {
  const client = useClient();
  const [round, setRound] = useState(0);
  const [state, setState] = useState<{ opened: OpenedRecord | null; isMissing: boolean }>({
    opened: null,
    isMissing: false,
  });
  // The round asks for it again.
  useEffect(() => {
    let isWanted = round >= 0;
    client.get(scope, record).then(
      (opened) => isWanted && setState({ opened, isMissing: false }),
      () => isWanted && setState({ opened: null, isMissing: true }),
    );
    return () => {
      isWanted = false;
    };
  }, [client, scope, record, round]);
  const reopen = useCallback(() => setRound((count) => count + 1), []);
  return { ...state, reopen };
}
