/**
 * Finds people by name as it is typed: beginnings count, accents do not, and one letter of each word
 * may be wrong, missing, added or swapped with its neighbour. Pure, and fast enough to run at every
 * keystroke over some thousand names.
 */

export interface Found<T> {
  readonly item: T;
  /** Which pieces of the name were meant: pairs of begin and end. */
  readonly spans: readonly (readonly [number, number])[];
}

interface Token {
  readonly letters: string;
  /** Where it lies in the name; -1: in the words beside it. */
  readonly begin: number;
  readonly end: number;
}

interface Person<T> {
  readonly item: T;
  readonly name: string;
  readonly tokens: readonly Token[];
}

const alike: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
};

/** Small letters without accents, so that "Zoë" and "zoe" are the same. */
export function fold(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[ßæœøłđðþı]/g, (letter) => alike[letter] ?? letter);
}

const words = /[\p{L}\p{M}\p{N}]+(?:['’.-][\p{L}\p{M}\p{N}]+)*/gu;
const joints = /['’.-]/;

/** The words of a text. "O'Brien" is found as "obrien" and as "brien". */
function tokensOf(text: string, isName: boolean): Token[] {
  const tokens: Token[] = [];
  for (const found of text.matchAll(words)) {
    const begin = isName ? found.index : -1;
    const add = (letters: string, from: number, length: number) =>
      tokens.push({
        letters: fold(letters),
        begin: isName ? begin + from : -1,
        end: isName ? begin + from + length : -1,
      });
    const whole = found[0];
    add(whole.split(joints).join(""), 0, whole.length);
    if (!joints.test(whole)) continue;
    let from = 0;
    for (const piece of whole.split(joints)) {
      if (piece.length > 1) add(piece, from, piece.length);
      from += piece.length + 1;
    }
  }
  return tokens;
}

/** How far what was typed is from a word, the less the better. */
const Far = {
  equal: 0,
  beginning: 1,
  oneOff: 3,
  beginningOneOff: 5,
} as const;

/** How `typed` fits to `word`, or to its beginning; null: not at all. */
export function fit(typed: string, word: string): number | null {
  let at = 0;
  while (at < typed.length && typed[at] === word[at]) at++;
  if (at === typed.length) return typed.length === word.length ? Far.equal : Far.beginning;
  if (typed.length < 2) return null;
  // One slip, at the first letter that differs; what is left has to agree. In turn: wrong, too many,
  // missing, swapped.
  const rests: readonly (readonly [number, number])[] =
    typed[at] === word[at + 1] && typed[at + 1] === word[at]
      ? [
          [at + 2, at + 2],
          [at + 1, at + 1],
          [at + 1, at],
          [at, at + 1],
        ]
      : [
          [at + 1, at + 1],
          [at + 1, at],
          [at, at + 1],
        ];
  let best: number | null = null;
  for (const [from, of] of rests) {
    if (of > word.length || !word.startsWith(typed.slice(from), of)) continue;
    if (typed.length - from === word.length - of) return Far.oneOff;
    best = Far.beginningOneOff;
  }
  return best;
}

/** What a fit in the words beside the name costs more. */
const besideCost = 2;
/** A word typed that nothing fits to, where at least one other did. */
const strayCost = 9;

interface Fit {
  readonly cost: number;
  readonly token: Token;
}

function bestFit(typed: string, tokens: readonly Token[]): Fit | null {
  let best: Fit | null = null;
  for (const token of tokens) {
    const far = fit(typed, token.letters);
    if (far === null) continue;
    const cost = far + (token.begin < 0 ? besideCost : 0);
    if (best === null || cost < best.cost) best = { cost, token };
  }
  return best;
}

/**
 * Prepares people to be found. `nameOf` gives the name as shown, `besideOf` other words by which one
 * is known: the party, a nickname.
 */
export function finder<T>(
  people: readonly T[],
  nameOf: (item: T) => string,
  besideOf: (item: T) => string = () => "",
): (query: string, limit?: number) => Found<T>[] {
  const prepare = (item: T): Person<T> => {
    const name = nameOf(item);
    return { item, name, tokens: [...tokensOf(name, true), ...tokensOf(besideOf(item), false)] };
  };
  // A list is often shown and not searched.
  let index: readonly Person<T>[] | null = null;
  return (query, limit = Number.POSITIVE_INFINITY) => {
    index ??= people.map(prepare);
    const typed = [...query.matchAll(words)].map((each) => fold(each[0].split(joints).join("")));
    if (typed.length === 0) return [];
    const hits: { person: Person<T>; cost: number; spans: (readonly [number, number])[] }[] = [];
    let best = Number.POSITIVE_INFINITY;
    for (const person of index) {
      let cost = 0;
      let strays = 0;
      const spans: (readonly [number, number])[] = [];
      for (const word of typed) {
        const found = bestFit(word, person.tokens);
        if (found === null) {
          strays++;
          cost += strayCost;
          continue;
        }
        cost += found.cost;
        const { begin, end } = found.token;
        if (begin >= 0) spans.push([begin, Math.min(end, begin + word.length)]);
      }
      if (strays === typed.length || strays > 1) continue;
      if (cost < best) best = cost;
      hits.push({ person, cost, spans });
    }
    // Far worse than the best is not what was meant.
    const near = hits.filter((each) => each.cost <= best + strayCost - 1);
    // Equal ones stay in the order they were given in.
    near.sort((a, b) => a.cost - b.cost);
    return near.slice(0, limit).map(({ person, spans }) => ({
      item: person.item,
      spans: joined(spans),
    }));
  };
}

/** In order and without overlap. */
function joined(spans: (readonly [number, number])[]): (readonly [number, number])[] {
  const out: (readonly [number, number])[] = [];
  for (const [begin, end] of spans.sort((a, b) => a[0] - b[0])) {
    const last = out.at(-1);
    if (last && begin < last[1]) out[out.length - 1] = [last[0], Math.max(last[1], end)];
    else out.push([begin, end]);
  }
  return out;
}
