// cell  := part { joint part } [ more ]
// joint := "&" | "+" | "/" | "and" | "und" | "et" | "y" | "e" | "och" | "og" | "en"
// more  := "+" digits | "plus one"
// A part is titles and words; the surname stands in the last part, or before a comma.

import { folded, joined, splitList, trimmed } from "./fold.ts";

export interface GuestName {
  readonly full: string;
  readonly first: string;
  readonly last: string;
}

/** What one cell of names says. */
export interface NameCell {
  readonly guests: readonly GuestName[];
  /** "+1", "& guest": people without a name. */
  readonly plusOnes: number;
  /** "and family": words that say there are more, but not how many. */
  readonly uncounted: string;
}

const namesMax = 20;
const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));
const joints = words("and und et och og");
/** These stand in surnames, too. */
const weakJoints = words("y e en");
const titles = words(
  "mr mrs ms miss mx dr prof herr frau m mme mlle sr sra srta sig signora rev sir lady lord fru",
);
const unnamed = words("guest partner companion plusone plus1 begleitung gast invite acompanante 1");
const uncountedWords = words("family familie familia famille kids children kinder ninos enfants");

/** Where the surname starts: at a particle in lower case ("van der Berg"), or at the last word. */
function surnameAt(all: readonly string[]): number {
  const particle = all.findIndex(
    (word, at) => at > 0 && at + 1 < all.length && /^[a-z]/.test(word),
  );
  return particle < 0 ? all.length - 1 : particle;
}

interface Part {
  title: string;
  words: string[];
}

const allWords = (text: string): string[] =>
  trimmed(text)
    .split(/[ \t\r\n]+/)
    .filter(Boolean);

/** "&", "/" and "+" stand apart; "+1" stays as it is, and so does what is between digits. */
const spaced = (text: string): string => {
  const isDigit = (at: number) => /\d/.test(text.charAt(at));
  return text.replace(/[&/+]/g, (c, at: number) =>
    isDigit(at - 1) || isDigit(at + 1) ? c : " & ",
  );
};

/** Takes "+2", "+ 1" and "plus one" off the end. */
function takeCount(all: string[]): number {
  if (all.length < 2) return 0;
  const last = all.at(-1) ?? "";
  if (/^\+[1-9]$/.test(last)) {
    all.pop();
    return Number(last[1]);
  }
  const word = folded(last);
  const before = all.at(-2) ?? "";
  const isOne = before === "&" && word === "1";
  const isPlus = folded(before) === "plus" && ["one", "1", "guest"].includes(word);
  if (all.length > 2 && (isOne || isPlus)) {
    all.length -= 2;
    return 1;
  }
  return 0;
}

function isJoint(all: readonly string[], at: number): boolean {
  const own = all[at] ?? "";
  if (own === "&") return true;
  if (at === 0 || at + 1 === all.length) return false;
  const word = folded(own);
  return joints.has(word) || (weakJoints.has(word) && at === 1 && all.length >= 4);
}

function partsOf(all: readonly string[]): Part[] {
  const parts: Part[] = [{ title: "", words: [] }];
  for (const [at, word] of all.entries()) {
    const last = parts.at(-1) as Part;
    if (!isJoint(all, at)) last.words.push(word);
    else if (last.words.length > 0) parts.push({ title: "", words: [] });
  }
  if (parts.at(-1)?.words.length === 0) parts.pop();
  for (const part of parts) {
    while (part.words.length > 0 && titles.has(folded(part.words[0] ?? ""))) {
      if (part.title === "") part.title = part.words[0] ?? "";
      part.words.shift();
    }
  }
  return parts;
}

const nameOf = (first: string, last: string): GuestName => ({
  full: joined(first, last),
  first,
  last,
});

/** The guests of parts whose surname stands in the last one. */
function guestsOf(parts: readonly Part[]): GuestName[] {
  const end = parts.at(-1);
  if (!end) return [];
  const hasGiven = end.words.length > 1;
  const hasSurname = hasGiven || (end.words.length === 1 && end.title !== "");
  const split = hasGiven ? surnameAt(end.words) : 0;
  const surname = hasSurname ? end.words.slice(split).join(" ") : "";
  let isGivenTaken = false;
  return parts.map((part) => {
    const isLast = part === end;
    const own = part.words;
    if (own.length === 0 && hasGiven && !isGivenTaken) {
      // "Mr and Mrs John Smith": the given name is his.
      isGivenTaken = true;
      return nameOf(end.words.slice(0, split).join(" "), surname);
    }
    if (own.length === 0 || (isLast && hasSurname && (!hasGiven || isGivenTaken))) {
      return { full: joined(part.title, surname), first: "", last: surname };
    }
    if (own.length === 1) return nameOf(own[0] ?? "", isLast ? "" : surname);
    const at = surnameAt(own);
    return nameOf(own.slice(0, at).join(" "), own.slice(at).join(" "));
  });
}

/** "Doe, John and Jane": the surname stands before the comma; "Anna, Ben & Cy Lee" is a list. */
function guestsWithComma(before: string, after: string): GuestName[] {
  const parts = splitList(after, /,/).flatMap((piece) => partsOf(allWords(piece)));
  const last = parts.at(-1);
  if (last && last.words.length < 2) {
    const surname = allWords(before).join(" ");
    return parts.map((part) => nameOf(part.words.join(" "), surname));
  }
  return guestsOf([...partsOf(allWords(before)), ...parts]);
}

/** One name: "Jane Doe" and "Doe, Jane" are split, what is said of the parts is kept. */
export function completeName(given: GuestName): GuestName {
  let { full, first, last } = given;
  const comma = full.indexOf(", ");
  if (comma >= 0 && first === "" && last === "") {
    last = trimmed(full.slice(0, comma));
    first = trimmed(full.slice(comma + 1));
    full = joined(first, last);
  }
  if (full === "") full = joined(first, last);
  if (first === "" && last === "") {
    const space = full.lastIndexOf(" ");
    first = space < 0 ? full : full.slice(0, space);
    last = space < 0 ? "" : full.slice(space + 1);
  }
  return { full, first, last };
}

/** The people whom a cell names together. A cell that names none together is one name. */
export function readNames(text: string): NameCell {
  const all = allWords(spaced(text));
  let plusOnes = takeCount(all);
  if (all.length > 1 && all.at(-1) === "&") all.pop();
  const rest = all.join(" ");
  let parts = partsOf(all);
  const wasCouple = parts.length > 1 && parts.length <= namesMax;
  let uncounted = "";
  if (wasCouple) {
    const named: Part[] = [];
    for (const part of parts) {
      const word = folded(part.words.join(" "));
      if (named.length > 0 && unnamed.has(word)) plusOnes++;
      else if (named.length > 0 && uncountedWords.has(word)) uncounted = part.words.join(" ");
      else named.push(part);
    }
    parts = named;
  }
  const [only] = parts;
  if (!wasCouple || parts.length === 1) {
    let name = !wasCouple && plusOnes === 0 ? trimmed(text) : rest;
    if (wasCouple && only) {
      name = only.words.join(" ");
      if (only.words.length < 2) name = joined(only.title, name);
    }
    return { guests: [completeName({ full: name, first: "", last: "" })], plusOnes, uncounted };
  }
  const comma = rest.indexOf(",");
  const guests = (
    comma < 0 || plusOnes !== 0 || uncounted !== ""
      ? guestsOf(parts)
      : guestsWithComma(rest.slice(0, comma), rest.slice(comma + 1))
  ).filter((guest) => guest.full !== "");
  return {
    guests: guests.length > 0 ? guests : [completeName({ full: rest, first: "", last: "" })],
    plusOnes,
    uncounted,
  };
}
