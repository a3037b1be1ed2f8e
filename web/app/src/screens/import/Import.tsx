import type { ScopeId } from "@wedsync/client";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { useClient } from "../../data/client.ts";
import { useWedding } from "../../data/events.ts";
import { apply, ImportStopped, type Outcome, preview } from "../../data/import/changes.ts";
import {
  type Column,
  type Meaning,
  meaningOfColumn,
  understandColumns,
} from "../../data/import/columns.ts";
import { type CsvTable, NoListError, parseCsv } from "../../data/import/csv.ts";
import { type GuestList, readGuests } from "../../data/import/guests.ts";
import { importDots, type KeptImport, keepImport } from "../../data/import/imports_kept.ts";
import { planOf } from "../../data/import/plan.ts";
import { Button, LinkButton } from "../../parts/Button.tsx";
import { Check } from "../../parts/Field.tsx";
import { Head } from "../../parts/Head.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Meter } from "../../parts/Meter.tsx";
import { paths } from "../../router/paths.ts";
import { useDirty, whileSaving } from "../../shell/dirty.ts";
import { NotFound } from "../../shell/ScreenView.tsx";
import { importing as say } from "../../words/en/importing.ts";
import type { ScreenProps } from "../index.ts";
import { Columns } from "./Columns.tsx";
import { Earlier } from "./Earlier.tsx";
import { FilePicker } from "./FilePicker.tsx";
import { fileProblemWords } from "./problem_words.ts";
import { Rows, saveErrors } from "./Rows.tsx";
import "./import.css";

interface Opened {
  readonly name: string;
  readonly table: CsvTable;
  readonly columns: readonly Meaning[];
}

type Result = { readonly made: KeptImport; readonly isStopped: boolean };

/** Brings a guest list in: a file, its columns, what would become of it, and only then the change. */
export default function Import({ params }: ScreenProps) {
  const scope: ScopeId = params.scope ?? "";
  const wedding = useWedding(scope);
  const client = useClient();
  const [opened, setOpened] = useState<Opened | null>(null);
  const [problem, setProblem] = useState("");
  const [isOverwriting, setOverwriting] = useState(false);
  const [outcomes, setOutcomes] = useState<readonly Outcome[] | null>(null);
  const [step, setStep] = useState<readonly [number, number] | null>(null);
  const [result, setResult] = useState<Result | null>(null);
  useDirty(step !== null);

  const open = async (file: File) => {
    setResult(null);
    setProblem("");
    try {
      const table = parseCsv(new Uint8Array(await file.arrayBuffer()));
      const event = wedding?.name ?? "";
      setOpened({ name: file.name, table, columns: understandColumns(table, event) });
    } catch (error) {
      setOpened(null);
      setProblem(error instanceof NoListError ? fileProblemWords(error) : say("f_unread"));
    }
  };

  const list = useMemo((): GuestList | NoListError | null => {
    if (opened === null) return null;
    try {
      return readGuests(opened.table, opened.columns);
    } catch (error) {
      return error instanceof NoListError ? error : null;
    }
  }, [opened]);
  const guests = list && "guests" in list ? list : null;

  const asked = useRef(0);
  useEffect(() => {
    const own = ++asked.current;
    setOutcomes(null);
    if (guests === null) return;
    const options = { isOverwriting, importDots: importDots(scope) };
    preview(client, scope, planOf(guests.guests), options).then(
      (found) => own === asked.current && setOutcomes(found),
      () => own === asked.current && setProblem(say("f_unread")),
    );
  }, [client, scope, guests, isOverwriting]);

  if (wedding === null && !client.scopes.value.some((each) => each.scope === scope)) {
    return <NotFound />;
  }

  const choose = (at: number, column: Column) => {
    if (!opened) return;
    setOpened({ ...opened, columns: opened.columns.with(at, meaningOfColumn(column)) });
  };
  const count = (became: Outcome["became"]) =>
    (outcomes ?? []).filter((each) => each.became === became && each.wanted.collection === "guests")
      .length;
  const toWrite = (outcomes ?? []).filter((each) =>
    ["created", "changed"].includes(each.became),
  ).length;

  const bringIn = async () => {
    if (outcomes === null || opened === null) return;
    setStep([0, toWrite]);
    const made = {
      scope,
      file: opened.name,
      ms: Date.now(),
      created: count("created"),
      changed: count("changed"),
      isTakenBack: false,
    };
    let finished: Result;
    try {
      const dots = await whileSaving(
        apply(client, scope, outcomes, (done, total) => setStep([done, total])),
      );
      finished = { made: { ...made, dots }, isStopped: false };
    } catch (error) {
      const dots = error instanceof ImportStopped ? error.dots : [];
      finished = { made: { ...made, dots }, isStopped: true };
    }
    if (finished.made.dots.length > 0) keepImport(finished.made);
    setStep(null);
    setOpened(null);
    setResult(finished);
  };

  return (
    <div class="import">
      <Head title={say("title")} sub={wedding ? wedding.name : say("sub")} />
      {step !== null ? (
        <section role="status">
          <p>{say("bringing", { done: step[0], total: step[1] })}</p>
          <Meter part={step[0]} whole={step[1]} />
        </section>
      ) : opened === null ? (
        <>
          {result && <Finished result={result} scope={scope} />}
          <FilePicker onFile={(file) => void open(file)} />
          {problem && (
            <p class="bad-t" role="alert">
              <Icon name="triangle-alert" small /> {problem}
            </p>
          )}
          <Earlier scope={scope} key={result?.made.ms} />
        </>
      ) : (
        <>
          <div class="import-file">
            <Icon name="file-text" />
            <span class="grow two">
              <span class="b">
                <bdi>{opened.name}</bdi>
              </span>
              <small>
                {say("read", {
                  rows: opened.table.rows.length,
                  columns: opened.table.header.length,
                  encoding: opened.table.encoding.toUpperCase(),
                })}
              </small>
            </span>
            <Button onClick={() => setOpened(null)}>{say("another")}</Button>
          </div>
          {list instanceof NoListError && (
            <p class="bad-t" role="alert">
              <Icon name="triangle-alert" small /> {fileProblemWords(list)}
            </p>
          )}
          {guests?.event && (
            <p class="s">
              {say("event", { name: guests.event })}{" "}
              {guests.notInvited > 0 && say("notInvited", { count: guests.notInvited })}
            </p>
          )}
          <Columns table={opened.table} columns={opened.columns} onChoose={choose} />
          {guests && (
            <Rows
              outcomes={outcomes}
              errors={guests.errors}
              scope={scope}
              footer={
                <>
                  <Check checked={isOverwriting} onCheck={setOverwriting}>
                    {say("overwrite")}
                  </Check>
                  <div class="actions import-do">
                    <Button
                      look="primary"
                      big
                      disabled={outcomes === null || toWrite === 0}
                      onClick={() => void bringIn()}
                    >
                      {toWrite === 0 && outcomes !== null
                        ? say("nothingToDo")
                        : say("doIt", { count: count("created") + count("changed") })}
                    </Button>
                    {guests.errors.some((each) => each.isRowLost) && (
                      <Button
                        icon="download"
                        onClick={() => saveErrors(opened.name, opened.table, guests.errors)}
                      >
                        {say("errorsFile")}
                      </Button>
                    )}
                  </div>
                </>
              }
            />
          )}
        </>
      )}
    </div>
  );
}

function Finished({ result, scope }: { readonly result: Result; readonly scope: ScopeId }) {
  const { made, isStopped } = result;
  return (
    <section class={isStopped ? "import-end bad" : "import-end"} role="status">
      <p class="grow">
        <Icon name={isStopped ? "triangle-alert" : "check"} small />{" "}
        {isStopped ? say("stopped") : say("done", { created: made.created, changed: made.changed })}
      </p>
      <LinkButton href={paths.guests(scope)} look="primary">
        {say("toGuests")}
      </LinkButton>
    </section>
  );
}
