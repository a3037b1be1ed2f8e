import { describe, expect, test } from "vitest";
import {
  type Entries,
  type Entry,
  isolated,
  type Language,
  languages,
  type Say,
  speak,
} from "./say.ts";

const sources = import.meta.glob<Record<string, Say<Entries>>>("./en/*.ts", { eager: true });
const translations = import.meta.glob<Entries>(["./{de,fr,es,ar}/*.ts", "!./*/index.ts"], {
  eager: true,
  import: "default",
});

const parts = Object.values(sources).flatMap((module) => Object.values(module));
const others = languages.filter((each) => each !== "en");

const formsOf = (entry: Entry): readonly string[] =>
  typeof entry === "string" ? [entry] : Object.values(entry);
const namesIn = (entry: Entry): string[] =>
  [
    ...new Set(
      formsOf(entry).flatMap((text) =>
        [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? ""),
      ),
    ),
  ].sort();
const boldIn = (text: string) => text.split("**").length - 1;

/** The forms that whole numbers take in a language. */
const formsNeeded = (language: Language) =>
  new Set(Array.from({ length: 201 }, (_, count) => new Intl.PluralRules(language).select(count)));

test("every part is named as its file", () => {
  for (const [path, module] of Object.entries(sources)) {
    for (const each of Object.values(module)) expect(`./en/${each.part}.ts`).toBe(path);
  }
});

describe.each(others)("%s", (language) => {
  test.each(parts.map((each) => [each.part, each] as const))("%s is whole", (name, each) => {
    const texts = translations[`./${language}/${name}.ts`];
    expect(texts, `there is no ${language}/${name}.ts`).toBeDefined();
    if (!texts) return;
    expect(Object.keys(texts).sort()).toEqual(Object.keys(each.en).sort());
    for (const [key, source] of Object.entries(each.en)) {
      const text = texts[key] as Entry;
      // A form for one may leave the number out, where the language says it in a word.
      const mayMiss = typeof source === "string" ? [] : ["count"];
      expect(
        namesIn(text).filter((name) => !mayMiss.includes(name)),
        key,
      ).toEqual(namesIn(source).filter((name) => !mayMiss.includes(name)));
      for (const form of formsOf(text)) {
        expect(form.trim(), key).not.toBe("");
        expect(boldIn(form), key).toBe(boldIn(formsOf(source)[0] ?? ""));
      }
      if (typeof source === "string") expect(typeof text, key).toBe("string");
      else expect(Object.keys(text).sort(), key).toEqual([...formsNeeded(language)].sort());
    }
  });
});

test("French never breaks a line before its marks", () => {
  for (const [path, texts] of Object.entries(translations)) {
    if (!path.startsWith("./fr/")) continue;
    for (const [key, entry] of Object.entries(texts)) {
      for (const form of formsOf(entry)) expect(form, `${path} ${key}`).not.toMatch(/ [;:?!»]|« /);
    }
  }
});

test("values are put in, numbers choose the form, and bold text is an element", () => {
  const say = parts.find((each) => each.part === "shell") as Say<Entries>;
  speak("en", {});
  const all = say as unknown as (key: string, values: object) => string;
  expect(all("decideCount", { count: 1 })).toBe("1 to decide");
  expect(all("decideCount", { count: 1200 })).toBe("1,200 to decide");
  expect(all("whoYouAre", { name: "Zoë" })).toBe("Zoë, you");
});

test("what somebody typed is never read as a text of ours", () => {
  const say = parts.find((each) => each.part === "shell") as Say<Entries>;
  const all = say as unknown as (key: string, values: object) => string;
  speak("en", {});
  expect(all("whoYouAre", { name: "{count} **x**" })).toBe("{count} **x**, you");
});

test("what somebody named is kept apart from words that run the other way, and nothing is nothing", () => {
  speak("ar", {});
  expect(isolated("Which cake?")).toBe("\u2068Which cake?\u2069");
  expect(isolated("أي كعكة؟")).toBe("أي كعكة؟");
  expect(isolated("")).toBe("");
  speak("en", {});
  expect(isolated("Which cake?")).toBe("Which cake?");
});

test("a name that runs the other way is kept apart", () => {
  const say = parts.find((each) => each.part === "shell") as Say<Entries>;
  const all = say as unknown as (key: string, values: object) => string;
  speak("en", {});
  expect(all("whoYouAre", { name: "ليلى" })).toBe("\u2068ليلى\u2069, you");
});
