import type { Claim, ClaimOn, RecordId, ScopeId } from "@wedsync/client";

/** Work areas: what somebody said they look after for some hours. A word to the others, never a lock. */

/** The areas of one collection of a wedding: own ones first, then by who has them longest. */
export const areasOf = (
  claims: readonly Claim[],
  scope: ScopeId,
  collection: string,
): readonly Claim[] =>
  claims
    .filter(
      ({ kind, on }) =>
        kind === "area" && on.scope === scope && "collection" in on && on.collection === collection,
    )
    .toSorted((a, b) => Number(b.own) - Number(a.own) || a.sinceMs - b.sinceMs);

/** Whether a claim holds: it is said, and not taken over, refused or waiting behind another. */
export const isHolding = ({ state }: Claim): boolean =>
  state === "held" || state === "alone" || state === "asked";

/** The first whole number in a text: what an area by numbers goes by. */
const numberIn = (text: string): number | null => {
  const found = /\d+/.exec(text);
  return found ? Number(found[0]) : null;
};

/** Whether the area has the record, which is called `label`. */
export function covers(on: ClaimOn, record: RecordId, label: string): boolean {
  if ("record" in on) return on.record === record;
  if ("records" in on) return on.records.includes(record);
  if (!("from" in on)) return true;
  const number = numberIn(label);
  return number !== null && number >= on.from && number <= on.to;
}

/** Who else looks after the record now; null: nobody, as far as is known. */
export const carerOf = (areas: readonly Claim[], record: RecordId, label: string): Claim | null =>
  areas.find((each) => !each.own && isHolding(each) && covers(each.on, record, label)) ?? null;

/** The numbers of tables from one to another, as an area; null where they are none. */
export function tablesFromTo(scope: ScopeId, from: string, to: string): ClaimOn | null {
  const [low, high] = [from, to].map((text) =>
    /^\s*\d{1,4}\s*$/.test(text) ? Number(text) : null,
  );
  if (low == null || high == null) return null;
  return {
    scope,
    collection: "tables",
    field: "label",
    from: Math.min(low, high),
    to: Math.max(low, high),
  };
}

/** Hours for which an area can be taken. */
export const areaHours = [1, 2, 3, 4, 6, 8, 12] as const;
