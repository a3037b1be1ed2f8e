import { useMemo } from "preact/hooks";
import { useClient } from "../../data/client.ts";
import { useWedding } from "../../data/events.ts";
import { useGuests } from "../../data/guests.ts";
import { nowMs } from "../../data/now.ts";
import { roomOf, type Setting, useTables } from "../../data/seating.ts";
import { versionOf } from "../../data/version_of.ts";
import { Button, LinkButton } from "../../parts/Button.tsx";
import { Head } from "../../parts/Head.tsx";
import { Paper } from "../../parts/Paper.tsx";
import { paths } from "../../router/paths.ts";
import { seating as say } from "../../words/en/seating.ts";
import { stamp } from "../../words/format.ts";
import { number } from "../../words/say.ts";
import type { ScreenProps } from "../index.ts";
import { needsOf } from "./marks.tsx";
import "./print_seating.css";

function TableSheet({ setting }: { readonly setting: Setting }) {
  const { table, seated, capacity, places } = setting;
  return (
    <section class="sheet-table">
      <h2>
        <bdi>{table.label}</bdi>{" "}
        <small>
          {say("faceOf", { table: "", seated, places: capacity }).replace(/^[\s,،]+/, "")}
        </small>
      </h2>
      <ol>
        {places.flatMap((place) => {
          const at = place.isExtra ? "+" : number(place.number);
          if (place.companionOf) {
            return [
              <li key={at}>
                <span>{at}</span>
                <i>{say("with", { name: place.companionOf.name })}</i>
              </li>,
            ];
          }
          if (place.guests.length === 0) {
            return [
              <li key={at} class="free">
                <span>{at}</span>
                {place.seat?.isBlocked ? say("notInUse") : say("free")}
              </li>,
            ];
          }
          return place.guests.map((guest) => (
            <li key={guest.record}>
              <span>{at}</span>
              <bdi>{guest.name}</bdi>
              <em>{needsOf(guest)}</em>
            </li>
          ));
        })}
      </ol>
    </section>
  );
}

/** The plan on paper: tables whole, and on every page what it is, of when, and from where. */
export default function PrintSeating({ params }: ScreenProps) {
  const scope = params.scope ?? "";
  const client = useClient();
  const wedding = useWedding(scope);
  const { tables, seats, isThere } = useTables(scope);
  const { guests, isThere: areGuestsThere } = useGuests(scope);
  const room = useMemo(() => roomOf(tables, seats, guests), [tables, seats, guests]);
  const version = useMemo(
    () =>
      versionOf(
        room.settings.map(({ table, capacity, places }) => [
          table.label,
          capacity,
          places.map((place) => [place.number, place.guests.map((g) => [g.name, needsOf(g)])]),
        ]),
      ),
    [room],
  );
  const waiting = client.status.value.waiting;
  const made = [
    say("printMade", {
      version: say("printVersion", { version }),
      when: stamp(nowMs(client)),
      device: client.identity.value?.device ?? "",
    }),
    ...(waiting > 0 ? [say("printUnshared", { count: waiting })] : []),
  ].join(" · ");
  // Half a plan on paper would be taken for the whole.
  if (!isThere || !areGuestsThere) return <span class="blank blank-title" />;
  return (
    <>
      <div class="no-print">
        <Head title={say("printTitle")} sub={say("printHint")}>
          <LinkButton href={paths.seating(scope)} look="quiet">
            {say("toPlan")}
          </LinkButton>
          <Button look="primary" icon="printer" onClick={() => print()}>
            {say("printNow")}
          </Button>
        </Head>
      </div>
      <Paper
        head={
          <>
            <b>
              <bdi>{wedding?.name}</bdi>
            </b>{" "}
            · <bdi>{wedding?.hall}</bdi> · {say("printTitle")}
          </>
        }
        foot={made}
      >
        <div class="sheets">
          {room.settings.map((setting) => (
            <TableSheet key={setting.table.record} setting={setting} />
          ))}
          {room.unseated.length > 0 && (
            <section class="sheet-table">
              <h2>{say("printUnseated")}</h2>
              <ol>
                {room.unseated.map((guest) => (
                  <li key={guest.record}>
                    <span>–</span>
                    <bdi>{guest.name}</bdi>
                    <em>{needsOf(guest)}</em>
                  </li>
                ))}
              </ol>
            </section>
          )}
        </div>
      </Paper>
    </>
  );
}
