import type { Guest } from "./guests.ts";

/** What the kitchen and the floor look for at a glance; people write the same thing in many ways. */
const known = [
  ["vegan", "VG", /vegan|végan|végétalien|نباتي صرف/],
  ["vegetarian", "V", /vegetar|végétar|veggie|نباتي/],
  ["glutenFree", "G", /gluten|coeliac|celiac|zöliakie|cœliaque|celíac|غلوتين|جلوتين/],
  [
    "nuts",
    "N",
    /\bnut|nuts|nuss|nüsse|noix|noisette|arachide|peanut|erdnu|frutos secos|nuez|cacahuete|مكسرات|فول سوداني/,
  ],
  ["lactoseFree", "L", /lacto|laktos|dairy|milch|lácteo|لاكتوز/],
  ["halal", "H", /halal|حلال/],
  ["kosher", "K", /kosher|koscher|casher|كوشر/],
  ["fish", "F", /shellfish|seafood|crustac|fisch|meeresfr|fruits de mer|marisco|محار/],
] as const;

export type DietName = (typeof known)[number][0];

/** A short mark with what it stands for. */
export interface Mark {
  readonly letters: string;
  /** One of ours, which has words in every language; null: as it was typed. */
  readonly name: DietName | null;
  readonly typed: string;
  /** It may do harm. */
  readonly isAllergy: boolean;
}

function markOf(typed: string, isAllergy: boolean): Mark {
  const text = typed.trim().toLowerCase();
  const found = known.find(([, , words]) => words.test(text));
  if (found) return { letters: found[1], name: found[0], typed, isAllergy };
  const first = Array.from(typed.trim())[0]?.toLocaleUpperCase() ?? "";
  return { letters: isAllergy ? "!" : first, name: null, typed, isAllergy };
}

/** The marks of a guest: allergies first. */
export function marksOf(guest: Guest): readonly Mark[] {
  const allergies = guest.allergies
    .split(/[,;/]| and | und | et | y | و /)
    .filter((each) => each.trim() !== "")
    .map((each) => markOf(each.trim(), true));
  return [
    ...allergies,
    ...guest.diets.filter((each) => each.trim() !== "").map((each) => markOf(each, false)),
  ];
}

/** Each kind of mark once, in the order they were met; for a legend. */
export function legendOf(guests: Iterable<Guest>): readonly Mark[] {
  const met = new Map<string, Mark>();
  for (const guest of guests) {
    for (const mark of marksOf(guest)) {
      const key = mark.letters;
      if (!met.has(key)) met.set(key, mark);
    }
  }
  return [...met.values()];
}
