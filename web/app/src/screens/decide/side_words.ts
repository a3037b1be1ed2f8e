import type { Conflict, History, Identity, Reason, RecordId, Sibling } from "@wedsync/client";
import { valueWords } from "../../data/any_record.ts";
import { livesOf } from "../../data/decide.ts";
import type { Advice } from "../../data/suggest.ts";
import { decide as say } from "../../words/en/decide.ts";
import { language } from "../../words/say.ts";

/** One side as it is shown. */
export interface Side {
  /** The dot of a value, or what is done with a record that was deleted and edited. */
  readonly key: string;
  readonly person: string;
  readonly device: string;
  readonly ms: number | null;
  readonly words: string;
  readonly isOwn: boolean;
  /** Saved here, and not with the team yet. */
  readonly isPending: boolean;
}

export const isOwnSide = (sibling: { readonly person: string }, identity: Identity | null) =>
  identity !== null && sibling.person === identity.person;

/** The sides of a disagreement; of a record that was deleted and edited the two acts, "keep" first. */
export function sidesOf(
  conflict: Conflict,
  history: History | null,
  identity: Identity | null,
  titles: (record: RecordId) => string | null,
  nowMs: number,
): readonly Side[] {
  const pending = new Set(history?.items.filter((each) => each.pending).map((each) => each.dot));
  if (conflict.kind === "disagreement") {
    return conflict.siblings.map((each) => ({
      key: each.dot,
      person: each.person,
      device: each.device,
      ms: each.ms,
      words: valueWords(conflict.field, each.value, titles, nowMs),
      isOwn: isOwnSide(each, identity),
      isPending: pending.has(each.dot),
    }));
  }
  const { edited, deleted } = history ? livesOf(history) : { edited: null, deleted: null };
  return (["keep", "delete"] as const).map((key) => {
    const item = key === "keep" ? edited : deleted;
    return {
      key,
      person: item?.person ?? "",
      device: item?.device ?? "",
      ms: item?.ms ?? null,
      words: say(key === "keep" ? "edited" : "deleted"),
      isOwn: item !== null && isOwnSide(item, identity),
      isPending: item?.pending ?? false,
    };
  });
}

const firstName = (person: string) => person.trim().split(/\s+/)[0] || say("somebody");

/** "You", or the first name. */
export const whoWords = (side: Side): string => (side.isOwn ? say("you") : firstName(side.person));

/** "Keep yours", "Keep Mara’s", "Keep both". */
export function adviceWords(
  advice: Advice,
  siblings: readonly Sibling[],
  identity: Identity | null,
): string {
  const taken = siblings.find((each) => each.dot === advice.take);
  if (!taken) return say("keepBoth");
  if (isOwnSide(taken, identity)) return say("keepYours");
  return say("keepTheirs", { name: firstName(taken.person) });
}

/** Why: with what it is about where English is read, else its kind. */
export const reasonWords = (reason: Reason): string =>
  language.value === "en" ? reason.text : say(`r_${reason.reason}`);

const shownMax = 34;

/** What a button says of a value: short, and in one line. */
export function shortly(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > shownMax ? `${line.slice(0, shownMax - 1)}…` : line;
}
