import type { RecordId } from "@wedsync/client";
import { useEffect, useMemo, useState } from "preact/hooks";
import { areasOf, carerOf } from "../../data/claims.ts";
import { useClient } from "../../data/client.ts";
import { useWedding } from "../../data/events.ts";
import { useGuests } from "../../data/guests.ts";
import { useNow } from "../../data/now.ts";
import { planOf } from "../../data/plan.ts";
import { isSeating, tableOf, useProblemNames, useViolations } from "../../data/problems.ts";
import { isFree, roomOf, useTables } from "../../data/seating.ts";
import { IconButton, LinkButton } from "../../parts/Button.tsx";
import { Empty } from "../../parts/Empty.tsx";
import { Head } from "../../parts/Head.tsx";
import { InTurn } from "../../parts/InTurn.tsx";
import { Segmented } from "../../parts/Segmented.tsx";
import { paths } from "../../router/paths.ts";
import { seating as say } from "../../words/en/seating.ts";
import { shell } from "../../words/en/shell.ts";
import { Areas } from "../areas/Areas.tsx";
import type { ScreenProps } from "../index.ts";
import { ListView } from "./ListView.tsx";
import { PlanView } from "./PlanView.tsx";
import { Problems } from "./Problems.tsx";
import { TableSide } from "./TableSide.tsx";
import { Legend, Tray } from "./Tray.tsx";
import { useMoves } from "./use_moves.ts";
import "./seating.css";

/** Who is editing a table now, by the table. Nobody is known to be while offline. */
function useEditors(scope: string): ReadonlyMap<RecordId, string> {
  const { present } = useClient();
  const editors = new Map<RecordId, string>();
  for (const each of present.value) {
    if (each.scope !== scope || each.record === null || !each.isLive) continue;
    if (each.activity === "editing") {
      editors.set(each.record, each.person.split(" ")[0] || each.device);
    }
  }
  return editors;
}

export default function Seating({ params }: ScreenProps) {
  const scope = params.scope ?? "";
  const client = useClient();
  const wedding = useWedding(scope);
  const { tables, seats, isThere } = useTables(scope);
  const { guests, isThere: areGuestsThere } = useGuests(scope);
  const room = useMemo(() => roomOf(tables, seats, guests), [tables, seats, guests]);
  const plan = useMemo(() => planOf(room.settings), [room]);
  const violations = useViolations();
  const problems = useMemo(
    () => violations.filter((each) => isSeating(each, scope)),
    [violations, scope],
  );
  const names = useProblemNames(problems, useNow(client));
  const moves = useMoves(room);
  const editors = useEditors(scope);
  const areas = areasOf(client.claims.value, scope, "tables");
  const [view, setView] = useState<"plan" | "list">("plan");
  const [picked, setPicked] = useState<RecordId | null>(params.record ?? null);
  useEffect(() => setPicked(params.record ?? null), [params]);
  const setting = room.settings.find((each) => each.table.record === picked) ?? null;

  /** The address follows the picked table; it is no move, so nothing scrolls or takes the focus. */
  const pick = (table: RecordId | null) => {
    setPicked(table);
    const path = table === null ? paths.seating(scope) : paths.table(scope, table);
    history.replaceState(history.state, "", path);
  };

  const record = setting?.table.record;
  useEffect(() => {
    const at = record ? { record, activity: "editing" as const } : { activity: "looking" as const };
    client.announce({ scope, ...at });
  }, [client, scope, record]);
  useEffect(() => () => client.withdraw(scope), [client, scope]);

  if (!isThere || !areGuestsThere) return <span class="blank blank-title" />;
  if (tables.length === 0) {
    return (
      <>
        <Head title={say("title")} />
        <Empty icon="armchair" title={say("emptyTitle")}>
          <p>{say("emptyText")}</p>
          <LinkButton href={paths.guests(scope)}>{shell("guests")}</LinkButton>
        </Empty>
      </>
    );
  }

  const onPlace = (table: RecordId, number: number) => {
    const at = room.settings.find((each) => each.table.record === table);
    const place = at?.places.find((each) => each.number === number);
    if (!at || !place) return;
    const [guest] = place.guests;
    const isBusy = editors.has(table) && moves.hand === null;
    if (moves.hand && isFree(place)) void moves.put(moves.hand, at, place);
    else if (guest && guest.record === moves.hand?.record) moves.letGo();
    else if (guest && !isBusy) moves.pickUp(guest);
  };
  const onDrop = (who: RecordId, table: RecordId, number: number | null) => {
    const guest = moves.find(who);
    const at = room.settings.find((each) => each.table.record === table);
    if (!guest || !at) return;
    const place = at.places.find((each) => each.number === number) ?? null;
    const other = place?.guests[0];
    if (other && other.record !== who) void moves.swap(guest, other);
    else if (!other) void moves.put(guest, at, place);
  };

  return (
    <div class="seating">
      <Head
        title={say("title")}
        sub={
          <>
            {say.rich("seated", { seated: room.seated, all: room.people })}
            <span class="tb">
              {" · "}
              {say("toSeat", { count: room.unseated.length })}
              {" · "}
              {say("tableCount", { count: tables.length })}
            </span>
          </>
        }
      >
        <Segmented
          label={say("view")}
          value={view}
          onChange={setView}
          options={[
            { value: "plan", label: say("plan") },
            { value: "list", label: say("list") },
          ]}
        />
        <IconButton
          icon="undo-2"
          look="plain"
          class="tb"
          label={say("undoMove")}
          disabled={!moves.canUndo}
          onClick={() => void moves.undoLast()}
        />
        <LinkButton href={paths.print(scope, "seating")} icon="printer" class="tb">
          {shell("print")}
        </LinkButton>
      </Head>
      <p class="vh" role="status">
        {moves.said}
      </p>
      {view === "list" ? (
        <>
          <Problems
            problems={problems}
            names={names}
            onShow={(problem) => {
              pick(tableOf(problem, names));
              setView("plan");
            }}
          />
          <ListView room={room} moves={moves} picked={picked} editors={editors} onOpen={pick} />
        </>
      ) : (
        <div class="wrap">
          <div class="room">
            <PlanView
              plan={plan}
              hall={wedding?.hall || wedding?.name || ""}
              picked={picked}
              hand={moves.hand}
              editors={editors}
              onTable={(table) => pick(table === picked && !moves.hand ? null : table)}
              onPlace={onPlace}
              onDrop={onDrop}
              legend={
                <InTurn blank={<p class="legend xs tb">{"\u00a0"}</p>}>
                  <Legend room={room} />
                </InTurn>
              }
              onEscape={() => {
                if (moves.hand) moves.letGo();
                else if (picked) pick(null);
                else return false;
                return true;
              }}
            />
            <InTurn>
              <Tray room={room} moves={moves} />
              <Areas scope={scope} collection="tables" />
              <Problems
                problems={problems}
                names={names}
                onShow={(problem) => pick(tableOf(problem, names))}
              />
            </InTurn>
          </div>
          <section class="side" aria-label={setting?.table.label ?? say("pickTable")}>
            {setting ? (
              <TableSide
                key={setting.table.record}
                room={room}
                setting={setting}
                editor={editors.get(setting.table.record) ?? null}
                carer={carerOf(areas, setting.table.record, setting.table.label)}
                moves={moves}
              />
            ) : (
              <p class="s pick-hint">{say("pickTable")}</p>
            )}
          </section>
        </div>
      )}
    </div>
  );
}
