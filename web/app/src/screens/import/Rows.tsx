import type { RecordId, ScopeId } from "@wedsync/client";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { fieldWords, recordsIn, valueWords } from "../../data/any_record.ts";
import { csvOf } from "../../data/csv_out.ts";
import type { Difference, Outcome } from "../../data/import/changes.ts";
import type { CsvTable } from "../../data/import/csv.ts";
import type { RowError } from "../../data/import/guests.ts";
import { plainOf } from "../../data/import/plan.ts";
import { useNamed } from "../../data/named.ts";
import { download } from "../../parts/download.ts";
import { Icon } from "../../parts/Icon.tsx";
import { importing as say } from "../../words/en/importing.ts";
import { list } from "../../words/format.ts";
import { number } from "../../words/say.ts";
import { rowProblemWords } from "./problem_words.ts";

type Kind = "created" | "changed" | "unchanged" | "uncertain" | "wrong";
const kinds: readonly Kind[] = ["created", "changed", "unchanged", "uncertain", "wrong"];
const shownMax = 60;

const isUncertain = ({ match }: Outcome) => match.problem !== null || match.isNamesake;

interface RowsProps {
  /** Null as long as they are not known. */
  readonly outcomes: readonly Outcome[] | null;
  readonly errors: readonly RowError[];
  readonly scope: ScopeId;
  readonly footer: ComponentChildren;
}

/** What would become of the guests of the list: so many new, so many updated, and who. */
export function Rows({ outcomes, errors, scope, footer }: RowsProps) {
  const [kind, setKind] = useState<Kind | null>(null);
  const guests = (outcomes ?? []).filter((each) => each.wanted.collection === "guests");
  const of: Readonly<Record<Kind, readonly Outcome[]>> = {
    created: guests.filter((each) => each.became === "created"),
    changed: guests.filter((each) => each.became === "changed"),
    unchanged: guests.filter((each) => each.became === "unchanged"),
    uncertain: guests.filter(isUncertain),
    wrong: [],
  };
  const countOf = (each: Kind) => (each === "wrong" ? errors.length : of[each].length);
  const tables = (outcomes ?? []).filter(
    (each) => each.wanted.collection === "tables" && each.became === "created",
  ).length;
  const chosen = kind ?? kinds.find((each) => countOf(each) > 0) ?? "created";
  const shown = of[chosen].slice(0, shownMax);
  const named = useNamed(
    shown.flatMap((each) =>
      recordsIn(
        scope,
        each.differences.map((difference) => difference.here),
      ),
    ),
  );
  const titles = (record: RecordId) => named(record)?.title ?? null;
  const left = countOf(chosen) - Math.min(shownMax, countOf(chosen));
  return (
    <section aria-busy={outcomes === null}>
      <div class="sec">
        <h2>{say("become")}</h2>
        {tables > 0 && <p class="s">{say("alsoTables", { count: tables })}</p>}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a row of choices, not a form */}
      <div class="tallies" role="group" aria-label={say("become")}>
        {kinds.map((each) => (
          <button
            type="button"
            key={each}
            aria-pressed={each === chosen}
            onClick={() => setKind(each)}
          >
            <b class="num">{outcomes === null ? "–" : number(countOf(each))}</b>
            <span>{say(each)}</span>
          </button>
        ))}
      </div>
      {countOf(chosen) === 0 && <p class="calm">{say("nothingHere")}</p>}
      <ul class="rows import-rows">
        {chosen === "wrong"
          ? errors.slice(0, shownMax).map((each, at) => (
              <li key={at}>
                <Icon name="triangle-alert" class={each.isRowLost ? "bad-t" : "warn-t"} />
                <span class="grow two">
                  <span>
                    <bdi>{each.column}</bdi>
                  </span>
                  <small>{rowProblemWords(each)}</small>
                </span>
                <small class="nw">{say("line", { line: each.line })}</small>
              </li>
            ))
          : shown.map((each, at) => (
              <li key={at}>
                <span class="grow two">
                  <span class="b">
                    <bdi>{plainOf(each.wanted.fields.get("full_name"))}</bdi>
                  </span>
                  <small>
                    {chosen === "uncertain"
                      ? say(each.match.problem ? `u_${each.match.problem}` : "u_namesake")
                      : each.differences.length > 0
                        ? each.differences.map((difference) => (
                            <span class="difference" key={difference.field}>
                              {differenceWords(difference, outcomes ?? [], titles)}
                            </span>
                          ))
                        : detailOf(each, outcomes ?? [])}
                  </small>
                </span>
                <small class="nw">{say("line", { line: each.wanted.line })}</small>
              </li>
            ))}
      </ul>
      {left > 0 && <p class="s">{say("more", { count: left })}</p>}
      {footer}
    </section>
  );
}

function wantedWords(
  field: string,
  wanted: Difference["wanted"],
  outcomes: readonly Outcome[],
): string {
  if (typeof wanted !== "object") return valueWords(field, wanted, () => null, 0);
  if ("elements" in wanted) return list([...wanted.elements]);
  return plainOf(outcomes[wanted.planned]?.wanted.fields.get("label"));
}

function differenceWords(
  { field, here, wanted, isKept }: Difference,
  outcomes: readonly Outcome[],
  titles: (record: RecordId) => string | null,
): ComponentChildren {
  return say.rich(isKept ? "kept" : "difference", {
    field: fieldWords(field),
    here: valueWords(field, here, titles, 0),
    wanted: wantedWords(field, wanted, outcomes),
  });
}

/** What a new guest comes with, in a line. */
function detailOf({ wanted }: Outcome, outcomes: readonly Outcome[]): ComponentChildren {
  const shown = ["party", "rsvp", "table", "meal", "diets", "allergies"] as const;
  return shown
    .flatMap((field) => {
      const value = wanted.fields.get(field);
      return value === undefined ? [] : [wantedWords(field, value, outcomes)];
    })
    .map((text, at) => (
      <span key={text}>
        {at > 0 && " · "}
        <bdi>{text}</bdi>
      </span>
    ));
}

/** The rows that were left out, with the reason in front; mended there, the file is taken again. */
export function saveErrors(file: string, table: CsvTable, errors: readonly RowError[]): void {
  const lost = errors.filter((each) => each.isRowLost);
  const rows = lost.map((each) => {
    const row = table.rows.find((other) => other.line === each.line);
    const bad = table.badRows.find((other) => other.line === each.line);
    return [
      String(each.line),
      `${each.column}: ${rowProblemWords(each)}`,
      ...(row?.cells ?? [bad?.text ?? ""]),
    ];
  });
  const text = `\ufeff${csvOf(["line", "problem", ...table.header], rows)}`;
  download(`${file.replace(/\.\w+$/, "")}-errors.csv`, new Blob([text], { type: "text/csv" }));
}
