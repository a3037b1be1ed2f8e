import type { Draft, Edit, RecordId, Row, ScopeId } from "@wedsync/client";
import { flagOf, numberOf, oncePerRow, recordOf, setOf, textOf } from "./fields.ts";
import { useLive } from "./live.ts";
import { blobOf, type Photo } from "./photos/photo.ts";

export interface Note {
  readonly scope: ScopeId;
  readonly record: RecordId;
  readonly title: string;
  readonly body: string;
  readonly author: string;
  readonly isPinned: boolean;
  readonly writtenMs: number | null;
  readonly touchedMs: number | null;
  readonly guest: RecordId | null;
  readonly table: RecordId | null;
  readonly vendor: RecordId | null;
  readonly picture: Photo | null;
  readonly tags: readonly string[];
  readonly isDisputed: boolean;
}

export const toNote = oncePerRow(
  (row: Row): Note => ({
    scope: row.scope,
    record: row.record,
    title: textOf(row, "title"),
    body: textOf(row, "body"),
    author: textOf(row, "author"),
    isPinned: flagOf(row, "is_pinned"),
    writtenMs: numberOf(row, "written_at"),
    touchedMs: numberOf(row, "touched_at"),
    guest: recordOf(row, "guest"),
    table: recordOf(row, "table"),
    vendor: recordOf(row, "vendor"),
    picture: blobOf(row, "picture"),
    tags: setOf(row, "tags"),
    isDisputed: row.disputed.length > 0 || row.isContested,
  }),
);

/** Pinned ones first, then what was touched last. */
export const byTouch = (a: Note, b: Note): number =>
  Number(b.isPinned) - Number(a.isPinned) ||
  (b.touchedMs ?? b.writtenMs ?? 0) - (a.touchedMs ?? a.writtenMs ?? 0) ||
  (a.record < b.record ? -1 : 1);

/** The notes of a wedding, of all weddings where the scope is left out. */
export function useNotes(scope?: ScopeId): { notes: readonly Note[]; isThere: boolean } {
  const live = useLive({ collection: "notes", ...(scope && { scopes: [scope] }) });
  return { notes: live.rows.map(toNote).sort(byTouch), isThere: live.isThere };
}

/** Cuts what was typed in one go into a title and the rest: at the first line's end, else at a sentence's. */
export function cutNote(text: string): { readonly title: string; readonly body: string } {
  const all = text.trim();
  const line = all.indexOf("\n");
  if (line > 0) return { title: all.slice(0, line).trim(), body: all.slice(line + 1).trim() };
  const end = /[.!?؟。](?=\s)/u.exec(all)?.index;
  if (all.length > 60 && end !== undefined && end < 80) {
    return { title: all.slice(0, end), body: all.slice(end + 1).trim() };
  }
  return { title: all, body: "" };
}

/** A new note as it was typed. */
export function writeNote(scope: ScopeId, text: string, author: string, atMs: number): Draft {
  const { title, body } = cutNote(text);
  const set = (field: string, value: string | number): Edit => ({
    edit: "set",
    record: 0,
    field,
    value,
  });
  return {
    scope,
    type: "note",
    priority: 4,
    edits: [
      { edit: "create", collection: "notes" },
      set("title", title),
      ...(body ? [set("body", body)] : []),
      ...(author ? [set("author", author)] : []),
      set("written_at", atMs),
      set("touched_at", atMs),
    ],
  };
}

export function setPinned(note: Note, isPinned: boolean): Draft {
  return {
    scope: note.scope,
    type: "pin",
    edits: [{ edit: "set", record: note.record, field: "is_pinned", value: isPinned }],
  };
}

export function deleteRecord(scope: ScopeId, record: RecordId): Draft {
  return { scope, type: "delete", edits: [{ edit: "delete", record }] };
}
