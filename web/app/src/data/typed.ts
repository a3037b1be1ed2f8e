import type { FieldValue, Value } from "@wedsync/client";
import { isMoney, isTime } from "./any_record.ts";

/** Values as forms for any field have them: text on the way in, values on the way out. */

const pad = (value: number) => String(value).padStart(2, "0");

/** A moment as an <input type="datetime-local"> has it. */
export function localOf(ms: number): string {
  const date = new Date(ms);
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  return `${day}T${pad(date.getHours())}:${pad(date.getMinutes())}`;
}

/** Whether a form can hold the value as one text. */
export const isTypable = (value: FieldValue | undefined): value is string | number =>
  typeof value === "string" || typeof value === "number";

/** The value as a form begins with it. */
export function typedText(field: string, value: string | number): string {
  if (typeof value === "string") return value;
  if (isTime(field)) return localOf(value);
  return isMoney(field) ? (value / 100).toFixed(2) : String(value);
}

/** The value that was typed, of the kind that `like` is; null where it is none. */
export function typedValue(field: string, like: string | number, text: string): Value | null {
  const typed = text.trim();
  if (typed === "") return null;
  if (typeof like === "string") return typed;
  if (isTime(field)) {
    const ms = new Date(typed).getTime();
    return Number.isFinite(ms) ? ms : null;
  }
  const value = isMoney(field) ? Math.round(Number(typed) * 100) : Number(typed);
  return Number.isSafeInteger(value) ? value : null;
}

/** What kind of <input> the field takes. */
export function inputOf(
  field: string,
  like: string | number,
): { readonly type: "text" | "number" | "datetime-local"; readonly step?: string } {
  if (isTime(field)) return { type: "datetime-local" };
  if (isMoney(field)) return { type: "number", step: "0.01" };
  return { type: typeof like === "number" ? "number" : "text" };
}
