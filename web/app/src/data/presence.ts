import type { ClaimOn, Present, RecordId, ScopeId } from "@wedsync/client";
import { useEffect, useRef } from "preact/hooks";
import { useClient } from "./client.ts";

/** Everybody else, one entry a person and device, the live ones first. */
export function peopleOf(present: readonly Present[], scope: ScopeId | null): readonly Present[] {
  const best = new Map<string, Present>();
  for (const each of present) {
    if (scope !== null && each.scope !== scope) continue;
    const key = `${each.person} ${each.device}`;
    const old = best.get(key);
    if (!old || rank(each) > rank(old) || (rank(each) === rank(old) && each.seenMs > old.seenMs)) {
      best.set(key, each);
    }
  }
  return [...best.values()].sort((a, b) => rank(b) - rank(a) || b.seenMs - a.seenMs);
}

const rank = (each: Present): number =>
  each.isLive ? { here: 1, looking: 2, editing: 3 }[each.activity] : 0;

/** The colleague who is editing the field now; of any field where it is left out. */
export function editorOf(
  present: readonly Present[],
  scope: ScopeId,
  record: RecordId,
  field?: string,
): Present | null {
  const found = present.find(
    (each) =>
      each.isLive &&
      each.activity === "editing" &&
      each.scope === scope &&
      each.record === record &&
      (field === undefined || each.field === field),
  );
  return found ?? null;
}

/** Tells the team that this tab looks at a record, or at the wedding, while the component is drawn. */
export function useLooking(scope: ScopeId | null, record?: RecordId): void {
  const client = useClient();
  useEffect(() => {
    if (scope === null) return;
    client.announce({ scope, activity: "looking", ...(record && { record }) });
    return () => client.withdraw(scope);
  }, [client, scope, record]);
}

/**
 * What a form says while one is in a field, and when one has left it: the team sees it, and the field is
 * taken for these minutes, which stops nobody.
 */
export function useEditing(scope: ScopeId, record: RecordId) {
  const client = useClient();
  const taken = useRef<ClaimOn | null>(null);
  const giveBack = () => {
    if (taken.current) client.release(taken.current).catch(() => undefined);
    taken.current = null;
  };
  useEffect(() => giveBack, [client, scope, record]);
  return {
    begin: (field: string) => {
      client.announce({ scope, record, field, activity: "editing" });
      giveBack();
      if (record === "") return;
      taken.current = { scope, record, field };
      // Whoever cannot be told is told when there is a network; the edit does not wait for it.
      client.claim(taken.current).catch(() => undefined);
    },
    end: () => {
      client.announce({ scope, record, activity: "looking" });
      giveBack();
    },
  };
}
