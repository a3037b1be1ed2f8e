import { useMemo } from "preact/hooks";
import { useClient } from "../../data/client.ts";
import { useWedding } from "../../data/events.ts";
import { type Guest, heads, isComing, kitchenCount, useGuests } from "../../data/guests.ts";
import { useNow } from "../../data/now.ts";
import { useLooking } from "../../data/presence.ts";
import { type TableName, useTableNames } from "../../data/tables.ts";
import { Button } from "../../parts/Button.tsx";
import { Head } from "../../parts/Head.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Paper } from "../../parts/Paper.tsx";
import { PrintStamp } from "../../parts/PrintStamp.tsx";
import { paths } from "../../router/paths.ts";
import { kitchen as say } from "../../words/en/kitchen.ts";
import { clock } from "../../words/format.ts";
import { number } from "../../words/say.ts";
import type { ScreenProps } from "../index.ts";
import "./kitchen.css";

type Counts = readonly (readonly [string, number])[];

function Figures({
  title,
  counts,
  isWarning = false,
}: {
  readonly title: string;
  readonly counts: Counts;
  readonly isWarning?: boolean;
}) {
  return (
    <section class="figures">
      <h2>{title}</h2>
      {counts.length === 0 && <p class="s">{say("none")}</p>}
      <ul class="rows">
        {counts.map(([name, count]) => (
          <li key={name} class={isWarning ? "warn-t" : ""}>
            <span class="num">{number(count)}</span>
            <span class="grow">
              {isWarning && <Icon name="triangle-alert" small />} <bdi>{name || say("noMeal")}</bdi>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Guests by table, in the order of the tables; those without one last. */
function byTable(tables: readonly TableName[], guests: readonly Guest[]) {
  const coming = guests.filter(isComing);
  const groups = tables.map((table) => ({
    key: table.record,
    label: table.label,
    guests: coming.filter((guest) => guest.table === table.record),
  }));
  const known = new Set(tables.map((table) => table.record));
  const rest = coming.filter((guest) => guest.table === null || !known.has(guest.table));
  return [...groups, { key: "", label: say("noTable"), guests: rest }].filter(
    (group) => group.guests.length > 0,
  );
}

const isSpecial = (guest: Guest) => guest.diets.length > 0 || guest.allergies !== "";

/** What the kitchen cooks, and for whom it has to be something else. */
export default function Kitchen({ params }: ScreenProps) {
  const scope = params.scope ?? "";
  const client = useClient();
  const nowMs = useNow(client);
  const wedding = useWedding(scope);
  const { guests, isThere } = useGuests(scope);
  const tables = useTableNames(scope);
  useLooking(scope);
  const count = useMemo(() => kitchenCount(guests), [guests]);
  const groups = useMemo(() => byTable(tables, guests), [tables, guests]);
  if (!isThere) return <span class="blank blank-title" />;
  return (
    <>
      <a class="up no-print" href={paths.guests(scope)}>
        <Icon name="arrow-left" small turns /> {say("back")}
      </a>
      <Head
        title={say("title")}
        sub={
          <>
            <bdi>{wedding?.name}</bdi> · {say("sub", { count: count.covers, time: clock(nowMs) })} ·{" "}
            {say("children", { count: count.children })}
          </>
        }
      >
        <Button icon="printer" onClick={() => window.print()}>
          {say("print")}
        </Button>
      </Head>
      <Paper
        isQuiet
        head={`${say("title")} · ${wedding?.name ?? ""}`}
        foot={<PrintStamp content={groups} />}
      >
        <div class="kitchen-grid">
          <Figures title={say("meals")} counts={count.meals} />
          <Figures title={say("diets")} counts={count.diets} />
          <Figures title={say("allergies")} counts={count.allergies} isWarning />
        </div>
        <h2 class="kitchen-tables-title">{say("perTable")}</h2>
        <ul class="kitchen-tables">
          {groups.map((group) => {
            const special = group.guests.filter(isSpecial);
            const covers = group.guests.reduce((sum, guest) => sum + heads(guest), 0);
            return (
              <li key={group.key}>
                <div class="sec">
                  <h3>
                    <bdi>{group.label}</bdi>
                  </h3>
                  <small>{say("tableCovers", { count: covers })}</small>
                </div>
                {special.length === 0 && <p class="s">{say("nothingSpecial")}</p>}
                <ul>
                  {special.map((guest) => (
                    <li key={guest.record} class="special">
                      <a class="plain" href={paths.guest(scope, guest.record)}>
                        <bdi>{guest.name}</bdi>
                      </a>
                      <span>
                        {guest.allergies && (
                          <b class="warn-t">
                            <Icon name="triangle-alert" small /> <bdi>{guest.allergies}</bdi>
                          </b>
                        )}
                        {guest.allergies && guest.diets.length > 0 && " · "}
                        <bdi>{guest.diets.join(", ")}</bdi>
                      </span>
                    </li>
                  ))}
                </ul>
              </li>
            );
          })}
        </ul>
      </Paper>
    </>
  );
}
