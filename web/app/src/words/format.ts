import { units } from "./en/units.ts";
import { kept } from "./kept.ts";
import { isolated, locale } from "./say.ts";

const formats = new Map<string, Intl.DateTimeFormat>();

const format = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  kept(
    formats,
    `${locale.value} ${JSON.stringify(options)}`,
    () => new Intl.DateTimeFormat(locale.value, options),
  );

interface Clock {
  readonly format: Intl.DateTimeFormat;
  /** What stands before an hour of one digit. */
  readonly zero: string;
}

const clocks = new Map<string, Clock>();

function clockOf(reader: string): Clock {
  const made = new Intl.DateTimeFormat(reader, { hour: "numeric", minute: "2-digit" });
  const is12 = made.resolvedOptions().hour12;
  return { format: made, zero: is12 ? "" : new Intl.NumberFormat(reader).format(0) };
}

const loneDigit = /^\p{Nd}(?!\p{Nd})/u;

/** "09:05", or "9:05 AM" where the reader's region writes it so. */
export const clock = (ms: number): string => {
  const { format, zero } = kept(clocks, locale.value, () => clockOf(locale.value));
  const text = format.format(ms);
  return loneDigit.test(text) ? zero + text : text;
};

/** The time where it is of today, else with the day. */
export const moment = (ms: number, nowMs: number): string =>
  new Date(ms).toDateString() === new Date(nowMs).toDateString()
    ? clock(ms)
    : `${shortDay(ms)}, ${clock(ms)}`;

/** Makes the formats of the first screen while there is nothing else to do: a browser is slow to. */
export function prepareFormats(): void {
  clock(0);
  weekday(0);
}

/** "Saturday". */
export const weekday = (ms: number): string => format({ weekday: "long" }).format(ms);

/** The text as a sentence begins: some languages write days small. */
export const capital = (text: string): string => {
  const [first = ""] = text;
  return first.toLocaleUpperCase(locale.value) + text.slice(first.length);
};

/** "26 September". */
export const dayMonth = (ms: number): string =>
  format({ day: "numeric", month: "long" }).format(ms);

/** "Sat 26 Sept". */
export const shortDay = (ms: number): string =>
  format({ weekday: "short", day: "numeric", month: "short" }).format(ms);

/** "26 September 2026, 16:52". */
export const stamp = (ms: number): string =>
  format({ dateStyle: "long", timeStyle: "short" }).format(ms);

/** "Anna, Tom and Mara". */
export const list = (items: readonly string[]): string => {
  if (items.length < 2) return items.map(isolated).join("");
  return kept(
    lists,
    locale.value,
    () => new Intl.ListFormat(locale.value, { type: "conjunction" }),
  ).format(items.map(isolated));
};
const lists = new Map<string, Intl.ListFormat>();

/** "30 min", "1 h 15 min". */
export function minutes(count: number): string {
  const hours = Math.floor(count / 60);
  const min = count % 60;
  if (hours === 0) return units("min", { min });
  return min === 0 ? units("hours", { hours }) : units("both", { hours, min });
}

/** "in 5 minutes", "9 min. ago". */
export function since(ms: number, nowMs: number): string {
  const seconds = Math.round((ms - nowMs) / 1000);
  const relative = new Intl.RelativeTimeFormat(locale.value, { numeric: "auto", style: "short" });
  if (Math.abs(seconds) < 60) return relative.format(0, "minute");
  if (Math.abs(seconds) < 3600) return relative.format(Math.round(seconds / 60), "minute");
  if (Math.abs(seconds) < 86_400) return relative.format(Math.round(seconds / 3600), "hour");
  return relative.format(Math.round(seconds / 86_400), "day");
}

/** "12.5 MB". */
export function bytes(count: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
  const step = Math.min(3, Math.max(0, Math.floor(Math.log10(Math.max(count, 1)) / 3)));
  return new Intl.NumberFormat(locale.value, {
    style: "unit",
    unit: units[step] ?? "byte",
    unitDisplay: "short",
    maximumFractionDigits: 1,
  }).format(count / 1000 ** step);
}

/** Money of a number of cents, without a currency, which the records do not name. */
export const money = (cents: number): string =>
  new Intl.NumberFormat(locale.value, { minimumFractionDigits: 2 }).format(cents / 100);

/** A share from 0 to 1 in whole per cent. */
export const share = (part: number): string =>
  new Intl.NumberFormat(locale.value, { style: "percent" }).format(part);

/** "26 Sept" of a day that is counted in UTC, by its beginning. */
export const utcDay = (ms: number): string =>
  format({ day: "numeric", month: "short", timeZone: "UTC" }).format(ms);
