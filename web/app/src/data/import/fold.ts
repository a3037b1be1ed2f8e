/** Without spaces and line ends (a no-break space is one) at both sides. */
export const trimmed = (text: string): string =>
  text.replace(/^[ \t\r\n\u00a0]+|[ \t\r\n\u00a0]+$/g, "");

/** The ASCII letters for U+00C0 to U+017F, both cases alike; a space: no letter. */
const latin =
  "aaaaaaaceeeeiiiidnooooo ouuuuytsaaaaaaaceeeeiiiidnooooo ouuuuyty" +
  "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll" +
  "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/**
 * For comparing words of people: lower case, accents of Latin letters taken off, letters and digits
 * only. What lies beyond Latin is kept as it is.
 */
export function folded(text: string): string {
  let result = "";
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    if (code >= 0xc0 && code < 0x180) result += (latin[code - 0xc0] ?? "").trim();
    else if (/[A-Za-z0-9]/.test(letter)) result += letter.toLowerCase();
    else if (code >= 0x80 && code !== 0xa0) result += letter;
  }
  return result;
}

/** The parts between any of the separators, trimmed, each once; empty ones are left out. */
export function splitList(text: string, separators: RegExp): string[] {
  const parts = text.split(separators).map(trimmed);
  return [...new Set(parts.filter((part) => part !== ""))];
}

/** First and second with a space between, or the one that is not empty. */
export const joined = (first: string, second: string): string =>
  first !== "" && second !== "" ? `${first} ${second}` : first + second;

/** A cell that is a whole number and nothing else. */
export function wholeNumber(text: string, isSigned: boolean): number | null {
  if (!(isSigned ? /^-?\d+$/ : /^\d+$/).test(text)) return null;
  const value = Number(text);
  const isFit = isSigned ? Math.abs(value) < 2 ** 31 : value < 2 ** 32;
  return isFit ? value : null;
}
