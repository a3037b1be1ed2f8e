import type { Client, Decides, Decisions, ScopeId } from "@wedsync/client";

/** What machines may do about a field, as the schema says and as it was switched. */
type Field = Pick<Decisions["fields"][number], "collection" | "field" | "switched">;

/** What is switched in all of these weddings alike; null: nothing anywhere, undefined: it differs. */
export function decidesAt(field: Field, scopes: readonly ScopeId[]): Decides | null | undefined {
  const found = new Set(
    scopes.map((scope) => field.switched.find((each) => each.scope === scope)?.decides ?? null),
  );
  if (found.size > 1) return undefined;
  const [one = null] = found;
  return one;
}

/** Switches a field in all of these weddings; null: as the schema says. */
export async function setForAll(
  client: Client,
  field: Field,
  scopes: readonly ScopeId[],
  decides: Decides | null,
): Promise<void> {
  for (const scope of scopes)
    await client.setDecides(scope, `${field.collection}.${field.field}`, decides);
}

/** Whether a field has something to tell: a decision, or a machine that may make one, or a switch. */
export const isOfNote = (field: Decisions["fields"][number]): boolean =>
  field.machine + field.person > 0 || field.decides === "apply" || field.switched.length > 0;
