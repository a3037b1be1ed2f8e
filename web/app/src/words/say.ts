import { signal } from "@preact/signals";
import { type ComponentChildren, h } from "preact";
import { kept } from "./kept.ts";

/** The languages of the app. English is in the code; the others are loaded when chosen. */
export const languages = ["en", "de", "fr", "es", "ar"] as const;
export type Language = (typeof languages)[number];

/** A text by number: the form that Intl.PluralRules names, "other" where it is missing. */
export type Forms = {
  readonly [Form in Exclude<Intl.LDMLPluralRule, "other">]?: string;
} & { readonly other: string };
export type Entry = string | Forms;
export type Entries = Readonly<Record<string, Entry>>;
/** The same keys in another language. */
export type Translation<E extends Entries> = {
  readonly [Key in keyof E]: E[Key] extends string ? string : Forms;
};

type NamesIn<Text> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;
type NamesOf<E> = E extends string ? NamesIn<E> : "count" | NamesIn<E[keyof E]>;
type Values<E, V> = { readonly [Name in NamesOf<E>]: Name extends "count" ? number : V };
type Arguments<E, V> = [NamesOf<E>] extends [never] ? [] : [Values<E, V>];

/** The words of one screen. `{name}` in a text is a value; `{count}` is a number and chooses the form. */
export interface Say<E extends Entries> {
  <Key extends keyof E>(key: Key, ...values: Arguments<E[Key], string | number>): string;
  /** The same for the page: values may be elements, and what stands between ** and ** is bold. */
  rich<Key extends keyof E>(
    key: Key,
    ...values: Arguments<E[Key], ComponentChildren>
  ): ComponentChildren;
  readonly part: string;
  readonly en: E;
}

/** What is spoken now. A component that says anything is drawn again when it changes. */
export const language = signal<Language>("en");
/** The locale for numbers and times: the region of the reader where it is one of the language. */
export const locale = signal("en");

let translated: Readonly<Record<string, Entries>> = {};

/** Makes `chosen` the language, with its texts by part. */
export function speak(chosen: Language, texts: Readonly<Record<string, Entries>>, region?: string) {
  translated = texts;
  locale.value = region ?? chosen;
  language.value = chosen;
}

const rtlLetters = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** Keeps a value that runs the other way from turning its surroundings about. */
export function isolated(text: string): string {
  const isRtl = language.value === "ar";
  return text === "" || rtlLetters.test(text) === isRtl ? text : `\u2068${text}\u2069`;
}

const rules = new Map<string, Intl.PluralRules>();
const numbers = new Map<string, Intl.NumberFormat>();

function textOf(entry: Entry, count: unknown): string {
  if (typeof entry === "string") return entry;
  const form = kept(rules, language.value, () => new Intl.PluralRules(language.value)).select(
    Number(count),
  );
  return entry[form] ?? entry.other;
}

/** A number as the reader writes it. */
export function number(value: number): string {
  // Short ones are the same wherever digits are these, and a browser's formats cost time to begin with.
  if (language.value !== "ar" && Number.isInteger(value) && value >= 0 && value < 1_000) {
    return String(value);
  }
  return kept(numbers, locale.value, () => new Intl.NumberFormat(locale.value)).format(value);
}

/** Cuts a text at its values and bold marks; odd pieces of the outer split are names. */
const cut = /\{(\w+)\}/;

export function part<const E extends Entries>(name: string, en: E): Say<E> {
  const entry = (key: keyof E): Entry => {
    const spoken = language.value === "en" ? undefined : translated[name]?.[key as string];
    return spoken ?? (en[key] as Entry);
  };
  const say = (key: keyof E, values: Readonly<Record<string, string | number>> = {}): string => {
    const pieces = textOf(entry(key), values.count).split(cut);
    return pieces
      .map((piece, at) => {
        if (at % 2 === 0) return piece;
        const value = values[piece] ?? "";
        return typeof value === "number" ? number(value) : isolated(value);
      })
      .join("");
  };
  const rich = (
    key: keyof E,
    values: Readonly<Record<string, ComponentChildren>> = {},
  ): ComponentChildren => {
    const filled = (text: string): ComponentChildren[] =>
      text.split(cut).map((piece, at) => {
        if (at % 2 === 0) return piece;
        const value = values[piece];
        if (typeof value === "number") return number(value);
        return typeof value === "string" ? h("bdi", null, value) : value;
      });
    return textOf(entry(key), values.count)
      .split("**")
      .map((text, at) => (at % 2 === 0 ? filled(text) : h("b", null, filled(text))));
  };
  return Object.assign(say, { rich, part: name, en }) as unknown as Say<E>;
}
