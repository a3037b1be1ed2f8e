import { folded, trimmed, wholeNumber } from "./fold.ts";
import { type RsvpWord, rsvpWords } from "./rsvp_words.ts";

/** "Accepted (2 of 3)", "No reply", "Zugesagt". */
export interface Answer {
  readonly rsvp: RsvpWord["rsvp"];
  /** The 2 of "(2 of 3)". */
  readonly count: number | null;
}

/** The number at the front of a text in brackets. */
function bracketed(text: string): number | null {
  const found = /^[^(]*\((\d{1,2})(?!\d)./s.exec(text);
  return found ? wholeNumber(found[1] ?? "", false) : null;
}

export function readAnswer(text: string): Answer | null {
  const answer = folded(text.split("(")[0] ?? "");
  const first = folded(text.split(/[ ,;.!(]/)[0] ?? "");
  const found = rsvpWords.find(({ word, isWhole }) =>
    isWhole ? answer === word || first === word : answer.startsWith(word),
  );
  return found ? { rsvp: found.rsvp, count: bracketed(text) } : null;
}

const yes: ReadonlySet<string> = new Set(["yes", "true", "x", "1", "y", "ja", "oui", "si", "✓"]);
const no: ReadonlySet<string> = new Set(["no", "false", "0", "n", "none", "nein", "non", "✗"]);

/** Yes or no, in some languages, as a word, a cross or a number. */
export function readYesNo(text: string): boolean | null {
  const word = folded(text);
  if (yes.has(word)) return true;
  return no.has(word) ? false : null;
}

const tableWords: ReadonlySet<string> = new Set(["table", "tisch", "mesa", "tavolo"]);

/** "Table 5", "Tisch Rose". */
export function namesTable(text: string): boolean {
  const space = text.indexOf(" ");
  if (space < 0 || space + 1 === text.length) return false;
  return tableWords.has(folded(text.slice(0, space)));
}

/** "Ross household (3)". */
export function readHousehold(text: string): {
  readonly name: string;
  readonly size: number | null;
} {
  const size = bracketed(text);
  if (size === null || !text.endsWith(")")) return { name: text, size: null };
  return { name: trimmed(text.split("(")[0] ?? ""), size };
}

/** One @, something at both sides, no spaces or brackets. */
export const isEmail = (text: string): boolean => /^[^@ \t,;<>]+@[^@ \t,;<>]+$/.test(text);
