import type { Client, RecordId, ScopeId } from "@wedsync/client";
import { useEffect, useState } from "preact/hooks";
import { type Named, titleOf } from "./any_record.ts";
import { useClient } from "./client.ts";

export interface Ref {
  readonly scope: ScopeId;
  readonly record: RecordId;
}

type Known = Map<string, Named | null>;
const stores = new WeakMap<Client, Known>();
const keyOf = ({ scope, record }: Ref) => `${scope} ${record}`;

/**
 * Names of records of any collection: undefined as long as it is not known, null where there is no
 * such record any more. Asked for again when `version` changes.
 */
export function useNamed(
  refs: readonly Ref[],
  version: unknown = "",
): (record: RecordId) => Named | null | undefined {
  const client = useClient();
  const known = stores.get(client) ?? new Map<string, Named | null>();
  stores.set(client, known);
  const [, redraw] = useState(0);
  const wanted = [...new Map(refs.map((each) => [keyOf(each), each])).values()];
  const key = wanted.map(keyOf).join("\n");
  useEffect(() => {
    let isWanted = true;
    const ask = async (ref: Ref) => {
      try {
        const found = await client.get(ref.scope, ref.record);
        const { collection, values } = found;
        known.set(keyOf(ref), { collection, values, title: titleOf(found) });
      } catch {
        known.set(keyOf(ref), null);
      }
    };
    void Promise.all(wanted.map(ask)).then(() => isWanted && redraw((count) => count + 1));
    return () => {
      isWanted = false;
    };
  }, [client, known, key, version]);
  const byRecord = new Map(wanted.map((each) => [each.record, known.get(keyOf(each))]));
  return (record) => byRecord.get(record);
}
