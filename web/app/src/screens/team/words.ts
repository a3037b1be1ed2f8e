import type { HealthPart, SupplierHealth } from "@wedsync/client";
import { team as say } from "../../words/en/team.ts";

/** What a part of a score was counted from, in words. */
export function partWords(health: SupplierHealth, part: HealthPart): string {
  const { amount } = health.parts[part];
  if (part === "recency" && amount < 0) return say("p_never");
  if (part === "recency" && amount === 0) return say("p_today");
  return say(`p_${part}`, { count: amount });
}

/** The words for a milestone; one that this app does not know is named as it is. */
export function milestoneWords(type: string): string {
  const key = `m_${type}`;
  return key in say.en ? say(key as "m_first_client_added") : type;
}
