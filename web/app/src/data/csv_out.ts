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
  const collections = Object.keys(titleFields);
  const found = new Map<ScopeId, Map<string, Row[]>>();
  let done = 0;
  // All that the store holds, whatever the page has been told of by now.
  for (const collection of collections) {
    for (const row of await client.query({ collection })) {
      const tables = found.get(row.scope) ?? new Map<string, Row[]>();
      found.set(row.scope, tables);
      const rows = tables.get(collection) ?? [];
      tables.set(collection, rows);
      rows.push(row);
    }
    onStep(++done, 2 * collections.length);
  }
  const names = new Map(client.scopes.value.map(({ scope, name }) => [scope, name]));
  const files: ZipFile[] = [];
  const folders = new Set<string>();
  for (const [at, [scope, tables]] of [...found].entries()) {
    const titles = new Map<string, string>();
    for (const [collection, rows] of tables) {
      for (const row of rows) {
        titles.set(row.record, String(row.values[titleFields[collection] ?? ""] ?? ""));
      }
    }
    const folder = folderOf(names.get(scope) ?? scope, scope, folders);
    for (const [collection, rows] of tables) {
      // The mark tells spreadsheets that the rest is UTF-8.
      const text = `\ufeff${tableOf(rows, titles)}`;
      files.push({ name: `${folder}/${collection}.csv`, bytes: new TextEncoder().encode(text) });
      await pause();
    }
    onStep(
      collections.length + Math.ceil(((at + 1) * collections.length) / found.size),
      2 * collections.length,
    );
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
