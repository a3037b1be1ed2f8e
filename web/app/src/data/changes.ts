import type { Client, History, HistoryItem, RecordId, ScopeId } from "@wedsync/client";
import { useEffect, useState } from "preact/hooks";
import { useClient } from "./client.ts";

/** A change of a record in the words of its fields. */
export interface Change {
  readonly dot: string;
  readonly person: string;
  readonly ms: number;
  readonly isPending: boolean;
  /** It made the record. */
  readonly isFirst: boolean;
  readonly fields: readonly string[];
  /** What settled it where no person did. */
  readonly settledBy?: Settling;
}

/** Why something was settled without asking anybody, and for a likely choice how sure that was. */
export interface Settling {
  readonly reason: "edits_apart" | "same_words" | "likely_choice" | "unknown";
  /** From 0 to 1. */
  readonly confidence: number;
}

const reasons = ["edits_apart", "same_words", "likely_choice"] as const;

/** Undefined where a person made the change. */
export function settlingOf(note: HistoryItem["note"]): Settling | undefined {
  if (note?.kind !== "auto_decides") return undefined;
  const reason = reasons.find((each) => each === note.reason) ?? "unknown";
  return { reason, confidence: note.confidence ?? 1 };
}

function changeOf(item: HistoryItem, isFirst: boolean): Change {
  const fields = item.effects.flatMap(({ field }) => (typeof field === "string" ? [field] : []));
  const isMaking =
    isFirst || item.effects.some((each) => each.field === null && each.place === "current");
  const settledBy = settlingOf(item.note);
  return {
    dot: item.dot,
    person: item.person,
    ms: item.ms,
    isPending: item.pending,
    isFirst: isMaking && isFirst,
    fields: [...new Set(fields)],
    ...(settledBy ? { settledBy } : {}),
  };
}

/** The changes of a record, newest first. */
export function changesOf({ items, whole }: History): readonly Change[] {
  return items.map((item, at) => changeOf(item, whole && at === 0)).reverse();
}

/** The history of a record; read again when `version` changes. Null as long as it is not there. */
export function useChanges(
  scope: ScopeId,
  record: RecordId,
  version: unknown,
): { readonly changes: readonly Change[]; readonly isWhole: boolean } | null {
  const client: Client = useClient();
  const [history, setHistory] = useState<History | null>(null);
  useEffect(() => {
    // Whatever the version is, it asks for the history of now.
    void version;
    let isWanted = true;
    client.history(scope, record).then(
      (found) => isWanted && setHistory(found),
      () => undefined,
    );
    return () => {
      isWanted = false;
    };
  }, [client, scope, record, version]);
  return history && { changes: changesOf(history), isWhole: history.whole };
}
