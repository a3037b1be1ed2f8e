import { kept } from "./kept.ts";
import { locale } from "./say.ts";

/** The order of texts as the reader's language has it. Engines compare plain letters fastest so. */
export const byText = (a: string, b: string): number => a.localeCompare(b, locale.value);

const collators = new Map<string, Intl.Collator>();

/** The same with numbers by their worth: "Table 9" before "Table 10". */
export const byNumbers = (a: string, b: string): number =>
  kept(collators, locale.value, () => new Intl.Collator(locale.value, { numeric: true })).compare(
    a,
    b,
  );
