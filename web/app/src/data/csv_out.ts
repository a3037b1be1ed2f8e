import type { Client, FieldValue, Row, ScopeId } from "@wedsync/client";
import { isTime, titleFields } from "./any_record.ts";
import { fileName, type ZipFile } from "./zip.ts";

/** The text as one cell: quoted where it has a separator, a quote, a line end, or spaces around it. */
export function csvCell(text: string): string {
  const isPlain = !/[,;|\t"\r\n]/.test(text) && text === text.trim();
  return isPlain ? text : `"${text.replaceAll('"', '""')}"`;
}

/**
 * A spreadsheet takes a cell that begins with = + - @, a tab or a line end for a formula: such a text
 * gets an apostrophe before it, and so does one that looks guarded already.
 */
export const csvGuarded = (text: string): string =>
  /^'*[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;

export const csvUnguarded = (text: string): string =>
  text.startsWith("'") && /^'*[=+\-@\t\r\n]/.test(text) ? text.slice(1) : text;

export function csvOf(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, ...rows]
    .map((cells) => cells.map((cell) => csvCell(csvGuarded(cell))).join(","))
    .map((line) => `${line}\r\n`)
    .join("");
}

/** A value as the tables of a copy have it. Numbers and moments are no text, and need no guard. */
export function plainText(
  field: string,
  value: FieldValue | undefined,
  titles: ReadonlyMap<string, string>,
): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") {
    return isTime(field) ? new Date(value).toISOString() : String(value);
  }
  if (Array.isArray(value)) return value.map((each) => plainText(field, each, titles)).join("; ");
  if ("record" in value) return titles.get(value.record) ?? "";
  if ("real" in value) return String(value.real);
  if ("integer" in value) return value.integer;
  if ("link" in value) return value.link.label;
  return "";
}

/** The table of one collection: a column for each field that is used. */
export function tableOf(rows: readonly Row[], titles: ReadonlyMap<string, string>): string {
  const used = new Set(rows.flatMap((row) => Object.keys(row.values)));
  const fields = [...used];
  return csvOf(
    fields,
    rows.map((row) => fields.map((field) => plainText(field, row.values[field], titles))),
  );
}

const pause = () => new Promise((resolve) => setTimeout(resolve));

/**
 * Everything that is here as tables, one file for each collection of each wedding. Made in pieces, so
 * that the tablet answers meanwhile; `onStep` hears how far it is.
 */
export async function allTables(
  client: Client,
  onStep: (done: number, total: number) => void,
): Promise<readonly ZipFile[]> {
  const scopes = client.scopes.value;
  const collections = Object.keys(titleFields);
  const total = scopes.length * collections.length;
  const files: ZipFile[] = [];
  const folders = new Set<string>();
  let done = 0;
  for (const { scope, name } of scopes) {
    const found = new Map<string, readonly Row[]>();
    const titles = new Map<string, string>();
    for (const collection of collections) {
      const rows = await client.query({ collection, scopes: [scope] });
      found.set(collection, rows);
      for (const row of rows) {
        titles.set(row.record, String(row.values[titleFields[collection] ?? ""] ?? ""));
      }
    }
    const folder = folderOf(name, scope, folders);
    for (const [collection, rows] of found) {
      if (rows.length > 0) {
        // The mark tells spreadsheets that the rest is UTF-8.
        const text = `\ufeff${tableOf(rows, titles)}`;
        files.push({
          name: `${folder}/${collection}.csv`,
          bytes: new TextEncoder().encode(text),
        });
      }
      onStep(++done, total);
      await pause();
    }
  }
  return files;
}

/** Two weddings of one name have folders of their own. */
function folderOf(name: string, scope: ScopeId, used: Set<string>): string {
  const plain = fileName(name);
  const folder = used.has(plain.toLowerCase()) ? `${plain} ${fileName(scope)}` : plain;
  used.add(folder.toLowerCase());
  return folder;
}
