import { columns as allColumns, type Column, type Meaning } from "../../data/import/columns.ts";
import type { CsvTable } from "../../data/import/csv.ts";
import { trimmed } from "../../data/import/fold.ts";
import { choosable } from "../../data/import/guests.ts";
import { fields } from "../../words/en/fields.ts";
import { importing as say } from "../../words/en/importing.ts";

interface ColumnsProps {
  readonly table: CsvTable;
  readonly columns: readonly Meaning[];
  readonly onChoose: (at: number, column: Column) => void;
}

const fieldKeys: Readonly<Partial<Record<Column, keyof typeof fields.en>>> = {
  fullName: "full_name",
  firstName: "first_name",
  lastName: "last_name",
  email: "email",
  phone: "phone",
  party: "party",
  side: "side",
  rsvp: "rsvp",
  table: "table",
  seat: "seat",
  meal: "meal",
  diets: "diets",
  allergies: "allergies",
  child: "is_child",
  wheelchair: "needs_wheelchair",
  tags: "tags",
  notes: "notes",
};

function columnWords(column: Column): string {
  const key = fieldKeys[column];
  return key ? fields(key as "name") : say(`m_${column}` as "m_unknown");
}

const samplesMax = 3;

/** The first cells of a column that hold something. */
function samples(table: CsvTable, at: number): string {
  const found: string[] = [];
  for (const row of table.rows.slice(0, 200)) {
    const cell = trimmed(row.cells[at] ?? "");
    if (cell !== "" && !found.includes(cell)) found.push(cell.slice(0, 40));
    if (found.length === samplesMax) break;
  }
  return found.join(" · ");
}

/** Every column of the file, what is in it, and what it is taken for. */
export function Columns({ table, columns, onChoose }: ColumnsProps) {
  const isLeftOut = (meaning: Meaning | undefined) =>
    meaning?.column === "unknown" || meaning?.column === "noPlace";
  return (
    <section>
      <div class="sec">
        <h2>{say("columns")}</h2>
        <p class="s">{say("columnsText")}</p>
      </div>
      <ul class="columns">
        {table.header.map((header, at) => {
          const meaning = columns[at];
          const column = meaning?.column ?? "unknown";
          const shown = allColumns.filter((each) => choosable.includes(each) || each === column);
          return (
            <li key={at} class={isLeftOut(meaning) ? "is-out" : ""}>
              <span class="two">
                <span class="b">
                  <bdi>{header || at + 1}</bdi>
                </span>
                <small>
                  <bdi>{meaning?.member ? say("ofAnother") : samples(table, at)}</bdi>
                </small>
              </span>
              <span class="field">
                <select
                  aria-label={say("column", { name: header || String(at + 1) })}
                  value={column}
                  onChange={(event) => onChoose(at, event.currentTarget.value as Column)}
                >
                  {shown.map((each) => (
                    <option key={each} value={each}>
                      {columnWords(each)}
                    </option>
                  ))}
                </select>
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
