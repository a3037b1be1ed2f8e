import type { Edit, OpenedRecord, Value } from "@wedsync/client";

/** What a form has of a field: a value, nothing, or the elements of a set. */
export type Typed = Value | readonly string[];

const isSet = (typed: Typed): typed is readonly string[] => Array.isArray(typed);
const isSame = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/**
 * The edits that make an opened record what a form says. Fields that are as they were are left out,
 * so that two people in different fields do not meet. Each edit says what the form had shown: what
 * came in since is not overwritten.
 */
export function editsOf(opened: OpenedRecord, typed: Readonly<Record<string, Typed>>): Edit[] {
  const { record } = opened;
  return Object.entries(typed).flatMap(([field, wanted]): Edit[] => {
    const held = opened.values[field];
    if (isSet(wanted)) {
      const had: readonly unknown[] = Array.isArray(held) ? held : [];
      return [
        ...wanted
          .filter((each) => !had.includes(each))
          .map((element): Edit => ({ edit: "add", record, field, element })),
        ...had
          .filter((each): each is string => typeof each === "string" && !wanted.includes(each))
          .map((element): Edit => ({ edit: "remove", record, field, element })),
      ];
    }
    const value = wanted === "" ? null : wanted;
    if (isSame(held, value) || (value === false && held === undefined)) return [];
    if (value === null) return [{ edit: "clear", record, field }];
    const seen = opened.dots[field] ?? [];
    return [{ edit: "set", record, field, value, seen }];
  });
}

/** The words of a set as typed in one line. */
export function toSet(text: string): readonly string[] {
  const words = text
    .split(",")
    .map((each) => each.trim())
    .filter(Boolean);
  return [...new Set(words)];
}
