import type { ScopeId } from "@wedsync/client";
import { flagOf, oncePerAnswer } from "./fields.ts";
import { useLive } from "./live.ts";

const countOpen = oncePerAnswer((rows) => rows.filter((row) => !flagOf(row, "is_done")).length);

/** How many tasks of a wedding are not done. */
export function useOpenTasks(scope: ScopeId): number {
  return countOpen(useLive({ collection: "tasks", scopes: [scope], fields: ["is_done"] }).rows);
}
