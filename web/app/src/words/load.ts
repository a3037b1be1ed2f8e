import { type Entries, type Language, language, languages, speak } from "./say.ts";

type Texts = Readonly<Record<string, Entries>>;

const catalogues: Readonly<Record<Language, () => Promise<Texts>>> = {
  en: async () => ({}),
  de: async () => (await import("./de/index.ts")).texts,
  fr: async () => (await import("./fr/index.ts")).texts,
  es: async () => (await import("./es/index.ts")).texts,
  ar: async () => (await import("./ar/index.ts")).texts,
};

const key = "wedsync.language";

/** The first of the reader's languages that is one of ours. */
export function bestLanguage(wanted: readonly string[]): Language {
  for (const each of wanted) {
    const found = languages.find((ours) => each.toLowerCase().split("-")[0] === ours);
    if (found !== undefined) return found;
  }
  return "en";
}

/** The language to begin with: the one chosen on this device, else the browser's. */
export function firstLanguage(): Language {
  return bestLanguage([localStorage.getItem(key) ?? "", ...navigator.languages]);
}

/** Changes the language of the app; kept on this device. Stays as it is where the texts cannot be had. */
export async function setLanguage(chosen: Language, isKept: boolean): Promise<void> {
  const texts = await catalogues[chosen]();
  speak(
    chosen,
    texts,
    navigator.languages.find((each) => each.split("-")[0] === chosen),
  );
  if (isKept) localStorage.setItem(key, chosen);
  document.documentElement.lang = language.value;
  document.documentElement.dir = language.value === "ar" ? "rtl" : "ltr";
}
