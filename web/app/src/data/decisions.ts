import type { Decision, Decisions, Identity } from "@wedsync/client";
import { useCallback, useEffect, useState } from "preact/hooks";
import { useClient } from "./client.ts";
import { useLive } from "./live.ts";

/** How decisions went: what was settled without a person, and how often people took what was suggested. */

const roles: ReadonlySet<string> = new Set(["owner", "office", "manager", "coordinator"]);

/** Whether the page is of use to them: those who answer for how decisions are made. */
export const mayJudge = (identity: Identity | null): boolean =>
  identity !== null && roles.has(identity.role);

/** A share with the bounds between which it lies in 9 of 10 cases (Wilson); null of none. */
export interface Share {
  readonly part: number;
  readonly whole: number;
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

const z = 1.645;

export function shareOf(part: number, whole: number): Share | null {
  if (whole <= 0) return null;
  const share = part / whole;
  const middle = (share + (z * z) / (2 * whole)) / (1 + (z * z) / whole);
  const half =
    (z * Math.sqrt((share * (1 - share)) / whole + (z * z) / (4 * whole * whole))) /
    (1 + (z * z) / whole);
  return {
    part,
    whole,
    share,
    low: Math.max(0, middle - half),
    high: Math.min(1, middle + half),
  };
}

/** One point of the plot: how sure the suggestions were on average, and how often they were taken. */
export interface Point extends Share {
  readonly confidence: number;
}

/** The bins that have answers, by confidence. */
export const pointsOf = ({ bins }: Decisions): readonly Point[] =>
  bins.flatMap(({ answers, agreed, confidence }): Point[] => {
    const share = shareOf(agreed, answers);
    return share ? [{ ...share, confidence }] : [];
  });

/** How far what was said lay from what was so, on average over all answers, from 0 to 1; null: no answers. */
export function missOf(points: readonly Point[]): number | null {
  const all = points.reduce((sum, each) => sum + each.whole, 0);
  if (all === 0) return null;
  const missed = points.reduce(
    (sum, each) => sum + each.whole * Math.abs(each.share - each.confidence),
    0,
  );
  return missed / all;
}

export const isByMachine = (decision: Decision): boolean => decision.by === "machine";

const shownMax = 200;

/**
 * What this device knows of the decisions. It reads the log, so it is asked again only when something was
 * decided or switched, here or elsewhere, or by `again`.
 */
export function useDecisions(): {
  readonly decisions: Decisions | null;
  readonly hasFailed: boolean;
  readonly again: () => void;
} {
  const client = useClient();
  const [round, setRound] = useState(0);
  const [decisions, setDecisions] = useState<Decisions | null>(null);
  const [hasFailed, setFailed] = useState(false);
  const open = client.conflicts.value;
  const { rows: switches } = useLive({ collection: "switches" });
  useEffect(() => {
    let isWanted = round >= 0;
    client.decisions({ limit: shownMax }).then(
      (found) => {
        if (!isWanted) return;
        setDecisions(found);
        setFailed(false);
      },
      () => isWanted && setFailed(true),
    );
    return () => {
      isWanted = false;
    };
  }, [client, round, open, switches]);
  const again = useCallback(() => setRound((count) => count + 1), []);
  return { decisions, hasFailed, again };
}
