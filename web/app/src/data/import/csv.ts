// file      := row { newline row } [ newline ]
// row       := cell { separator cell }
// cell      := '"' { any but '"' | '""' } '"'  |  { any but separator, newline, '"' }
// newline   := CR LF | LF | CR
// A quote inside a bare cell stands for itself, as spreadsheets read it.

import { decodeText, type TextEncoding } from "./text_encoding.ts";

export interface CsvRow {
  /** The line of the file on which the row starts, from 1. */
  readonly line: number;
  /** As many as the row has: it may be shorter or longer than the header. */
  readonly cells: readonly string[];
}

export type CsvProblem = "columns" | "cellTooLong" | "quoteOpen" | "afterQuote";

/** A row that could not be read as one. */
export interface CsvBadRow {
  readonly line: number;
  /** From 1. */
  readonly column: number;
  readonly problem: CsvProblem;
  /** The line as it stands in the file, cut. */
  readonly text: string;
}

export interface CsvTable {
  readonly header: readonly string[];
  readonly rows: readonly CsvRow[];
  readonly badRows: readonly CsvBadRow[];
  readonly separator: string;
  readonly encoding: TextEncoding;
}

/** Why a file is no list at all. */
export type FileProblem =
  | "tooLarge"
  | "noText"
  | "empty"
  | "noNames"
  | "tooManyRows"
  | "tooManyBad"
  | CsvProblem;

export class NoListError extends Error {
  constructor(
    readonly problem: FileProblem,
    readonly line = 1,
  ) {
    super(problem);
  }
}

const bytesMax = 32 * 1024 * 1024;
const rowsMax = 100_000;
const columnsMax = 500;
const cellMax = 16 * 1024;
const badRowsMax = 1000;

const separators = [",", ";", "\t", "|"];

/** The most frequent separator of the first line, quoted text left aside. */
function separatorOf(text: string): string {
  const counts = new Map(separators.map((each) => [each, 0]));
  let isQuoted = false;
  for (const c of text) {
    if (c === '"') isQuoted = !isQuoted;
    if (isQuoted) continue;
    if (c === "\n" || c === "\r") break;
    const count = counts.get(c);
    if (count !== undefined) counts.set(c, count + 1);
  }
  const most = Math.max(...counts.values());
  return separators.find((each) => counts.get(each) === most) ?? ",";
}

class Reader {
  at = 0;
  line: number;

  constructor(
    readonly text: string,
    firstLine: number,
    readonly separator: string,
  ) {
    this.line = firstLine;
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** The next row; a bad one is skipped behind its first line. */
  row(): CsvRow | CsvBadRow {
    const start = this.at;
    const { line } = this;
    const cells: string[] = [];
    for (;;) {
      const cell = cells.length >= columnsMax ? ("columns" as const) : this.#cell();
      if (typeof cell === "string") return this.#bad(start, line, cells.length + 1, cell);
      cells.push(cell.text);
      if (this.isAtEnd) return { line, cells };
      if (this.text[this.at] === this.separator) {
        this.at++;
        continue;
      }
      this.#takeNewline();
      return { line, cells };
    }
  }

  #bad(start: number, line: number, column: number, problem: CsvProblem): CsvBadRow {
    this.at = start;
    this.line = line;
    while (!this.isAtEnd && !this.#isNewline()) this.at++;
    const text = this.text.slice(start, Math.min(this.at, start + 1000));
    if (!this.isAtEnd) this.#takeNewline();
    return { line, column, problem, text };
  }

  #isNewline(): boolean {
    const c = this.text[this.at];
    return c === "\n" || c === "\r";
  }

  #endsCell(): boolean {
    return this.text[this.at] === this.separator || this.#isNewline();
  }

  #takeNewline(): void {
    const isPair = this.text[this.at] === "\r" && this.text[this.at + 1] === "\n";
    this.at += isPair ? 2 : 1;
    this.line++;
  }

  #cell(): { readonly text: string } | CsvProblem {
    if (this.text[this.at] === '"') return this.#quoted();
    const start = this.at;
    while (!this.isAtEnd && !this.#endsCell()) this.at++;
    return this.at - start > cellMax ? "cellTooLong" : { text: this.text.slice(start, this.at) };
  }

  #quoted(): { readonly text: string } | CsvProblem {
    let cell = "";
    this.at++;
    for (;;) {
      if (this.isAtEnd) return "quoteOpen";
      const c = this.text[this.at];
      if (c === "\n" || (c === "\r" && this.text[this.at + 1] !== "\n")) this.line++;
      this.at++;
      if (c === '"') {
        if (this.text[this.at] !== '"') break;
        this.at++;
      }
      cell += c;
      if (cell.length > cellMax) return "cellTooLong";
    }
    return this.isAtEnd || this.#endsCell() ? { text: cell } : "afterQuote";
  }
}

/**
 * Reads a table whose first row is its header (RFC 4180), separated by what its header is separated by
 * most, or by what a first line "sep=;" says. Rows that are empty are left out. Throws a NoListError.
 */
export function parseCsv(bytes: Uint8Array): CsvTable {
  if (bytes.length > bytesMax) throw new NoListError("tooLarge");
  const decoded = decodeText(bytes);
  if (decoded === null) throw new NoListError("noText");
  const said = /^sep=([,;\t|])\r?\n/.exec(decoded.text);
  const text = said ? decoded.text.slice(said[0].length) : decoded.text;
  const separator = said?.[1] ?? separatorOf(text);
  const reader = new Reader(text, said ? 2 : 1, separator);
  let header: readonly string[] | null = null;
  const rows: CsvRow[] = [];
  const badRows: CsvBadRow[] = [];
  while (!reader.isAtEnd) {
    const row = reader.row();
    if ("problem" in row) {
      if (header === null) throw new NoListError(row.problem, row.line);
      badRows.push(row);
      if (badRows.length > badRowsMax) throw new NoListError("tooManyBad", row.line);
      continue;
    }
    if (row.cells.every((cell) => /^ *$/.test(cell))) continue;
    if (header === null) {
      header = row.cells;
      continue;
    }
    if (rows.length >= rowsMax) throw new NoListError("tooManyRows", row.line);
    rows.push(row);
  }
  if (header === null) throw new NoListError("empty");
  const [bad] = badRows;
  if (rows.length === 0 && bad) throw new NoListError(bad.problem, bad.line);
  return { header, rows, badRows, separator, encoding: decoded.encoding };
}
