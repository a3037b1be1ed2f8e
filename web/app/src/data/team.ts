import type {
  CampaignsAnswer,
  EventsAnswer,
  HealthAnswer,
  MilestonesAnswer,
  ModuleAction,
  NotedAnswer,
  Risk,
  ScopeId,
} from "@wedsync/client";
import { useCallback, useEffect, useState } from "preact/hooks";
import { useClient } from "./client.ts";

/** What the business wants to know, as this device knows it: suppliers and campaigns. */

/** How it looks after so long again, while the screen is open: others note things, too. */
const againMs = 30_000;

export interface Asked<Answer> {
  readonly answer: Answer | null;
  readonly hasFailed: boolean;
  readonly again: () => void;
}

/** The answer of a module, asked when shown, by `again`, when changes came in, and now and then. */
export function useAsked<Answer>(module: string, question: string): Asked<Answer> {
  const client = useClient();
  const [round, setRound] = useState(0);
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [hasFailed, setFailed] = useState(false);
  const again = useCallback(() => setRound((count) => count + 1), []);
  useEffect(() => {
    let isWanted = round >= 0;
    client.ask<Answer>(module, { question }).then(
      (found) => {
        if (!isWanted) return;
        setAnswer(found);
        setFailed(false);
      },
      () => isWanted && setFailed(true),
    );
    return () => {
      isWanted = false;
    };
  }, [client, module, question, round]);
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) again();
    }, againMs);
    return () => clearInterval(timer);
  }, [again]);
  return { answer, hasFailed, again };
}

export const useHealth = () => useAsked<HealthAnswer>("success", "health");
export const useMilestones = () => useAsked<MilestonesAnswer>("success", "milestones");
export const useEvents = () => useAsked<EventsAnswer>("analytics", "events");
export const useCampaigns = () => useAsked<CampaignsAnswer>("marketing", "campaigns");

/** What is noted of a supplier: the kinds that count for more than being active. */
export const activityKinds = [
  "message",
  "client",
  "guest_list",
  "form",
  "form_submitted",
  "invitation_accepted",
  "event_completed",
  "complaint",
  "complaint_solved",
] as const;
export type ActivityKind = (typeof activityKinds)[number];

/** Where the business keeps what is of no single wedding: the scope of that name, else the first. */
export function homeOf(
  scopes: readonly { readonly scope: ScopeId; readonly name: string }[],
): ScopeId | null {
  const home = scopes.find(({ name }) => name === "Team") ?? scopes[0];
  return home?.scope ?? null;
}

export const noteOf = (
  scope: ScopeId,
  supplier: string,
  kind: ActivityKind,
  about: string,
): ModuleAction => ({
  action: "note",
  scope,
  supplier,
  kind,
  ...(about.trim() === "" ? {} : { about: about.trim() }),
});

export const riskNoteOf = (
  scope: ScopeId,
  said: {
    readonly supplier: string;
    readonly risk: Risk;
    readonly untilMs: number;
    readonly reason: string;
  },
): ModuleAction => ({
  action: "say",
  scope,
  supplier: said.supplier,
  risk: said.risk,
  until: Math.round(said.untilMs),
  ...(said.reason.trim() === "" ? {} : { reason: said.reason.trim() }),
});

const needs: Readonly<Record<Risk, number>> = { high: 0, medium: 1, low: 2 };

/** Those that need somebody first. */
export const byNeed = (answer: HealthAnswer) =>
  [...answer.suppliers].sort(
    (a, b) =>
      needs[a.risk] - needs[b.risk] || a.score - b.score || (a.supplier < b.supplier ? -1 : 1),
  );

export type { NotedAnswer };
