// Made-up guests and edits: the same for every contender and in every round.

/**
 * @typedef {{readonly name: string, readonly table: number, readonly diet: string, readonly note: string}} Guest
 * @typedef {{readonly guest: number, readonly note: string}} Edit A new note for the guest of a number.
 */

const kFirst =
  "Ada Adam Aisha Alan Albert Alice Amira Amy Anna Anton Arthur Astrid Ava Beatrice Ben Bianca Boris Bruno Carla Carlos Cecilia Chloe Clara Claude Colin Cora Dalia Daniel David Diana Dora Edgar Edith Elena Elias Ella Emil Emma Eric Esther Eva Farah Felix Finn Flora Frank Frida Gemma George Gina Grace Greta Hanna Harry Hassan Hazel Helen Henry Hugo Ida Igor Ines Irene Iris Ivan Jacob Jade James Jana Jasper Joan John Jonas Julia Karim Karl Kate Kira Klara Lara Laura Leila Leo Lena Lina Louis Lucy Luis Lydia Magda Maria Mark Max Mia Mila Mona Nadia Nina Noah Nora Olga Oliver Omar Oscar Otto Paul Petra Peter Rita Robin Rosa Ruth Sara Simon Sofia Stella Theo Tina Vera Victor Yara Zoe".split(
    " ",
  );
const kStems =
  "Ash Black Brad Brook Burn Chester Clay Cran Dal Dun East Fair Farn Glen Green Hamp Har Hart Hol Kings Kirk Lang Lin Marl Mead Mel Nor Oak Park Pres Rad Red Stan Sut Thorn Wal Ware West Whit Wins".split(
    " ",
  );
const kEndings =
  "bridge brook bury by cliffe combe cote dale den field ford ham hurst land ley low man mere mond more sey stead ton wick worth".split(
    " ",
  );
const kDiets = ["", "", "", "", "vegetarian", "vegan", "no gluten", "no nuts", "halal", "kosher"];
const kNotes =
  "arrives late with the band near the window speaks at nine needs a ramp brings a cake high chair please seat beside grandmother leaves before the dance".split(
    " ",
  );
const kNames = kFirst.length * kStems.length * kEndings.length;
/** No factor of it is one of kNames: times a number it goes through all names before one comes again. */
const kStride = 61_681;

/** How many guests there can be, so that each name is there once. */
export const kGuestsMax = kNames;
/** How many rows the list shows. */
export const kShown = 50;

/** Numbers from 0 to `below` - 1 (mulberry32). */
function random(seed) {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const words = (draw, count) => Array.from({ length: count }, () => kNotes[draw(kNotes.length)]);

/** @param {number} count @returns {Guest[]} */
export function makeGuests(count) {
  if (count > kGuestsMax) throw new Error(`there are names for ${kGuestsMax} guests`);
  const draw = random(1);
  return Array.from({ length: count }, (_, number) => {
    let name = (number * kStride) % kNames;
    const first = kFirst[name % kFirst.length];
    name = Math.floor(name / kFirst.length);
    const last = kStems[name % kStems.length] + kEndings[Math.floor(name / kStems.length)];
    return {
      name: `${first} ${last}`,
      table: 1 + draw(180),
      diet: kDiets[draw(kDiets.length)],
      note: words(draw, 2 + draw(6)).join(" "),
    };
  });
}

/** Edits of guests of numbers below `guests`. @param {number} count @param {number} guests @returns {Edit[]} */
export function makeEdits(count, guests) {
  const draw = random(2);
  return Array.from({ length: count }, () => ({
    guest: draw(guests),
    note: words(draw, 2 + draw(6)).join(" "),
  }));
}

/** The words by which a guest is found. @param {string} name */
export const wordsOf = (name) => name.toLowerCase().split(" ");

/** @param {Pick<Guest, "name">} a @param {Pick<Guest, "name">} b */
export const byName = (a, b) => (a.name < b.name ? -1 : 1);

/** What a list has to show. @param {readonly Guest[]} guests @param {string} word @returns {Guest[]} */
export function expectedList(guests, word) {
  return guests
    .filter(({ name }) => wordsOf(name).some((one) => one.startsWith(word)))
    .sort(byName)
    .slice(0, kShown);
}
