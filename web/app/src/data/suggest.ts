import type { Dot, FieldName, FieldValue, Sibling } from "@wedsync/client";
import { isMoney, isProtected } from "./any_record.ts";

/** Why a value is suggested; each has its words. */
export type Reason = "sameWords" | "newer" | "earliest" | "addsOnly" | "nothingLost";

export interface Suggestion {
  readonly take: Dot;
  /** From 0 to 1; people see a word for it. */
  readonly confidence: number;
  /** At most three. */
  readonly reasons: readonly Reason[];
}

export type Confidence = "sure" | "fairly" | "perhaps";

/** The word for a confidence; null: too little to be shown at all. */
export function confidenceOf(confidence: number): Confidence | null {
  if (confidence >= 0.9) return "sure";
  if (confidence >= 0.7) return "fairly";
  return confidence >= 0.5 ? "perhaps" : null;
}

/** Moments at which something was seen to happen: who saw it first is right. */
const seenFields: ReadonlySet<string> = new Set(["checked_in_at", "arrived_at", "started_at"]);

const plain = (text: string) => text.normalize("NFC").trim().replace(/\s+/g, " ").toLowerCase();
const newest = (siblings: readonly Sibling[]) =>
  siblings.reduce((best, each) => (each.ms > best.ms ? each : best));
const textOf = (value: FieldValue): string | null => (typeof value === "string" ? value : null);

function sameWords(siblings: readonly Sibling[]): Suggestion | null {
  const texts = siblings.map((each) => textOf(each.value));
  const first = texts[0];
  if (first === null || first === undefined || plain(first) === "") return null;
  const isSame = texts.every((text) => text !== null && plain(text) === plain(first));
  if (!isSame) return null;
  return { take: newest(siblings).dot, confidence: 0.95, reasons: ["sameWords", "newer"] };
}

function seenFirst(field: FieldName, siblings: readonly Sibling[]): Suggestion | null {
  if (typeof field !== "string" || !seenFields.has(field)) return null;
  const times = siblings.filter((each) => typeof each.value === "number");
  const [first] = times.toSorted((a, b) => Number(a.value) - Number(b.value));
  if (!first || times.length < siblings.length) return null;
  return { take: first.dot, confidence: 0.8, reasons: ["earliest"] };
}

/** Whole words only: "nut" adds nothing to "nutmeg". */
function holds(long: string, short: string): boolean {
  const at = ` ${long.replace(/[^\p{L}\p{N}]+/gu, " ").trim()} `;
  const part = short.replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  return part !== "" && at.includes(` ${part} `);
}

const hasLetter = /\p{L}/u;

/** Numbers and addresses are no texts: a digit more makes another number of it. */
function addsOnly(siblings: readonly Sibling[]): Suggestion | null {
  const texts = siblings.flatMap((each) => {
    const text = textOf(each.value);
    return text !== null && hasLetter.test(text) && !text.includes("@") ? [{ each, text }] : [];
  });
  if (texts.length < siblings.length) return null;
  const [longest] = texts.toSorted((a, b) => b.text.length - a.text.length);
  if (!longest) return null;
  const others = texts.filter((other) => other !== longest);
  if (!others.every((other) => holds(plain(longest.text), plain(other.text)))) return null;
  return { take: longest.each.dot, confidence: 0.85, reasons: ["addsOnly", "nothingLost"] };
}

/**
 * Which of several values is most likely the right one, by rules that can be said in a sentence.
 * Null where there is none, and always for fields that only a person decides.
 */
export function suggest(field: FieldName, siblings: readonly Sibling[]): Suggestion | null {
  const name = typeof field === "string" ? field : null;
  if (name === null || siblings.length < 2) return null;
  if (isProtected(name) || isMoney(name)) return null;
  return sameWords(siblings) ?? seenFirst(field, siblings) ?? addsOnly(siblings);
}
