import type {
  Choice,
  Client,
  Conflict,
  Dot,
  FieldName,
  FieldValue,
  History,
  HistoryItem,
  Identity,
  Sibling,
  Value,
} from "@wedsync/client";
import { decide as say } from "../words/en/decide.ts";
import { fieldWords, isLong, isProtected, type Named } from "./any_record.ts";

/** What waits for a person: its order, its words, and what follows from a choice. */

/** Names a disagreement as long as it lasts, whatever its values. */
export const keyOf = (conflict: Conflict): string =>
  `${conflict.scope} ${conflict.record} ${JSON.stringify(conflict.field)}`;

/** Names what is known of it: another text means that a side changed. */
export const versionOf = (conflict: Conflict): string =>
  JSON.stringify(conflict.siblings.map((each) => each.dot).toSorted());

const sinceMs = (conflict: Conflict): number =>
  Math.min(...conflict.siblings.map((each) => each.ms));

/** What hurts somebody if it is wrong first, then the oldest. */
export function inOrder(conflicts: readonly Conflict[]): readonly Conflict[] {
  const rank = (each: Conflict) =>
    typeof each.field === "string" && isProtected(each.field) ? 0 : 1;
  return conflicts.toSorted((a, b) => rank(a) - rank(b) || sinceMs(a) - sinceMs(b));
}

export const isMine = (sibling: Sibling, identity: Identity | null): boolean =>
  identity !== null &&
  sibling.device === identity.device &&
  (sibling.person === identity.person || sibling.person === "");

export const isAboutMe = (conflict: Conflict, identity: Identity | null): boolean =>
  conflict.siblings.some(
    (each) => isMine(each, identity) || (identity !== null && each.person === identity.person),
  );

const questions: Readonly<Record<string, keyof typeof say.en>> = {
  table: "q_table",
  seat: "q_seat",
  starts_at: "q_starts_at",
  due_at: "q_due_at",
  duration_min: "q_duration_min",
  room: "q_room",
  phone: "q_phone",
  email: "q_email",
  meal: "q_meal",
  allergies: "q_allergies",
  rsvp: "q_rsvp",
  capacity: "q_capacity",
  party: "q_party",
  full_name: "q_name",
  first_name: "q_name",
  last_name: "q_name",
  name: "q_name",
  title: "q_name",
  label: "q_name",
  owner: "q_owner",
  assignee: "q_owner",
  coordinator: "q_owner",
  notes: "q_text",
  body: "q_text",
  answers: "q_text",
};

/** What is asked, in a sentence. `name` is that of the record. */
export function questionOf(conflict: Pick<Conflict, "kind" | "field">, name: string): string {
  if (conflict.kind === "edited_and_deleted") return say("q_deleted", { name });
  const { field } = conflict;
  const key = typeof field === "string" ? questions[field] : undefined;
  if (key === undefined) return say("q_other", { field: fieldWords(field), name });
  return say(key as "q_table", { name });
}

export interface Base {
  /** Undefined: there was nothing. */
  readonly value: FieldValue | undefined;
  readonly ms: number | null;
}

const effectOn = (history: History, dot: Dot, field: FieldName) =>
  history.items
    .find((item) => item.dot === dot)
    ?.effects.find((each) => JSON.stringify(each.field) === JSON.stringify(field));

/**
 * What stood there before any of the sides was written; null where it is not known, or where the
 * sides did not begin from the same.
 */
export function baseOf(history: History, conflict: Conflict): Base | null {
  const own = new Set(conflict.siblings.map((each) => each.dot));
  const before = new Map<Dot, FieldValue | undefined>();
  for (const { dot } of conflict.siblings) {
    const effect = effectOn(history, dot, conflict.field);
    if (!effect) return null;
    const replaced = (effect.replaced ?? []).filter((each) => !own.has(each.dot));
    if (replaced.length === 0 && !history.whole) return null;
    for (const each of replaced) before.set(each.dot, each.value);
  }
  if (before.size === 0) return { value: undefined, ms: null };
  if (before.size > 1) return null;
  const [[dot, value]] = [...before] as [[Dot, FieldValue | undefined]];
  return { value, ms: history.items.find((item) => item.dot === dot)?.ms ?? null };
}

/** Who settled it while one looked, and on what; null where the history does not say. */
export function decidedBy(
  history: History,
  conflict: Conflict,
): { readonly person: string; readonly value: Value | undefined } | null {
  const own = new Set(conflict.siblings.map((each) => each.dot));
  for (const item of history.items.toReversed()) {
    const effect = item.effects.find(
      (each) =>
        each.place === "current" &&
        JSON.stringify(each.field) === JSON.stringify(conflict.field) &&
        (each.replaced ?? []).some((replaced) => own.has(replaced.dot)),
    );
    if (effect) return { person: item.person, value: effect.value };
  }
  return null;
}

export interface Lives {
  /** The deletion, and the newest edit that it did not know of. */
  readonly deleted: HistoryItem | null;
  readonly edited: HistoryItem | null;
}

/** Who deleted a record, and who edited it meanwhile. A deletion is a life that was taken away. */
export function livesOf(history: History): Lives {
  const items = history.items.toReversed();
  const deleted = items.find((item) =>
    item.effects.some((each) => each.field === null && each.value === undefined),
  );
  const edited = items.find(
    (item) =>
      item !== deleted &&
      item.effects.some((each) => each.field !== null && each.place !== "replaced"),
  );
  return { deleted: deleted ?? null, edited: edited ?? null };
}

/** Whether all the values may stay, one under the other. */
export const mayKeepBoth = (conflict: Conflict): boolean =>
  conflict.kind === "disagreement" &&
  typeof conflict.field === "string" &&
  isLong(conflict.field) &&
  conflict.siblings.every((each) => typeof each.value === "string");

/** The texts one under the other, the oldest first; what stands in another already is not said twice. */
export function bothTexts(siblings: readonly Sibling[]): string {
  const texts = siblings
    .toSorted((a, b) => a.ms - b.ms)
    .map((each) => (typeof each.value === "string" ? each.value.trim() : ""));
  return texts
    .filter((text, at) => text !== "" && !texts.some((other, i) => i < at && other === text))
    .join("\n\n");
}

const whoOf = (each: Sibling) => `${each.person}\n${each.device}`;

/**
 * The other disagreements about which the same choice can be made: the same field of another record,
 * between the same two people.
 */
export function similarTo(conflict: Conflict, all: readonly Conflict[]): readonly Conflict[] {
  if (conflict.kind !== "disagreement" || conflict.siblings.length !== 2) return [];
  if (typeof conflict.field !== "string" || isProtected(conflict.field)) return [];
  const who = conflict.siblings.map(whoOf).toSorted();
  if (who[0] === who[1]) return [];
  return all.filter(
    (each) =>
      keyOf(each) !== keyOf(conflict) &&
      each.kind === "disagreement" &&
      each.field === conflict.field &&
      each.siblings.length === 2 &&
      JSON.stringify(each.siblings.map(whoOf).toSorted()) === JSON.stringify(who),
  );
}

/** The side of `other` that the same person wrote as `taken`; null where there is none. */
export function sameSide(taken: Sibling, other: Conflict): Dot | null {
  return other.siblings.find((each) => whoOf(each) === whoOf(taken))?.dot ?? null;
}

export interface Decided {
  readonly conflict: Conflict;
  readonly dot: Dot;
}

/** Makes the choices one after another; what was made before one failed is told. */
export async function decideAll(
  client: Client,
  choices: readonly { readonly conflict: Conflict; readonly choice: Choice }[],
): Promise<{ readonly done: readonly Decided[]; readonly error: unknown }> {
  const done: Decided[] = [];
  for (const { conflict, choice } of choices) {
    try {
      const dot = await client.decide(conflict.scope, conflict.record, conflict.field, choice);
      done.push({ conflict, dot });
    } catch (error) {
      return { done, error };
    }
  }
  return { done, error: null };
}

/** The name of the record asked about; its kind's name is better than nothing. */
export const nameOf = (named: Named | null | undefined, otherwise: string): string =>
  named?.title ?? otherwise;
