import type { Conflict, Dot, Reason, ScopeId, Suggestion, Value } from "@wedsync/client";
import { useEffect, useState } from "preact/hooks";
import { isAddress, isMoney, isProtected } from "./any_record.ts";
import { useClient } from "./client.ts";
import { keyOf, versionOf } from "./decide.ts";

export type Confidence = "sure" | "fairly" | "perhaps";

/** The word for a confidence; null: too little to be shown at all. */
export function confidenceOf(confidence: number): Confidence | null {
  if (confidence >= 0.9) return "sure";
  if (confidence >= 0.7) return "fairly";
  return confidence >= 0.5 ? "perhaps" : null;
}

/** A suggestion that may be shown: a value to take as it stands, or one with both edits. */
export interface Advice {
  readonly confidence: Confidence;
  readonly reasons: readonly Reason[];
  /** The value to take; null: `merged` is to be written. */
  readonly take: Dot | null;
  readonly merged: Value | undefined;
}

/** What may be shown of a suggestion: nothing for fields that only people decide, and no guesses. */
export function adviceOf(suggestion: Suggestion | null): Advice | null {
  if (suggestion === null || suggestion.protected || suggestion.reasons.length === 0) return null;
  const { field, action, take, merged, reasons } = suggestion;
  if (typeof field !== "string" || [isProtected, isMoney, isAddress].some((is) => is(field))) {
    return null;
  }
  const confidence = confidenceOf(suggestion.confidence);
  const isMerge = action === "merge" && merged !== undefined;
  if (confidence === null || (take === null && !isMerge)) return null;
  return { confidence, reasons: reasons.slice(0, 3), take: isMerge ? null : take, merged };
}

const fits = (suggestion: Suggestion, conflict: Conflict): boolean =>
  suggestion.scope === conflict.scope &&
  suggestion.record === conflict.record &&
  JSON.stringify(suggestion.field) === JSON.stringify(conflict.field) &&
  [suggestion.client, suggestion.server].every((dot) =>
    conflict.siblings.some((each) => each.dot === dot),
  );

/** What the engine suggests for these, asked again when any of them changes. */
export function useSuggestions(
  conflicts: readonly Conflict[],
): (conflict: Conflict) => Suggestion | null {
  const client = useClient();
  const [known, setKnown] = useState<readonly Suggestion[]>([]);
  const scopes: readonly ScopeId[] = [...new Set(conflicts.map((each) => each.scope))].sort();
  const version = conflicts.map((each) => `${keyOf(each)} ${versionOf(each)}`).join(" ");
  useEffect(() => {
    let isWanted = true;
    Promise.all(scopes.map((scope) => client.suggestions(scope))).then(
      (found) => isWanted && setKnown(found.flat()),
      () => undefined,
    );
    return () => {
      isWanted = false;
    };
  }, [client, version]);
  return (conflict) => known.find((each) => fits(each, conflict)) ?? null;
}
