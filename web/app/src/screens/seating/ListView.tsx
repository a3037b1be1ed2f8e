import type { RecordId } from "@wedsync/client";
import type { Room } from "../../data/seating.ts";
import { Icon } from "../../parts/Icon.tsx";
import { Meter } from "../../parts/Meter.tsx";
import { seating as say } from "../../words/en/seating.ts";
import { number } from "../../words/say.ts";
import { GuestMenu } from "./GuestMenu.tsx";
import { Tags } from "./marks.tsx";
import type { Moves } from "./use_moves.ts";

interface ListViewProps {
  readonly room: Room;
  readonly moves: Moves;
  readonly picked: RecordId | null;
  readonly editors: ReadonlyMap<RecordId, string>;
  readonly onOpen: (table: RecordId) => void;
}

/** Every table with who sits there; the same as the plan, without the drawing. */
export function ListView({ room, moves, picked, editors, onOpen }: ListViewProps) {
  return (
    <>
      <p class="s list-help">{say("listHelp")}</p>
      <div class="tables">
        {room.settings.map((setting) => {
          const { table, seated, capacity } = setting;
          const over = seated - capacity;
          const editor = editors.get(table.record);
          return (
            <details
              key={table.record}
              open={table.record === picked}
              onToggle={(event) => event.currentTarget.open && onOpen(table.record)}
            >
              <summary>
                <Icon name="chevron-right" small turns class="turner" />
                <span class="grow two">
                  <span>
                    <bdi class="b">{table.label}</bdi>{" "}
                    {table.isLocked && (
                      <>
                        <Icon name="lock" small />
                        <span class="vh">{say("isLocked")}</span>
                      </>
                    )}
                    {editor && (
                      <small class="theirs-t"> {say("isEditing", { name: editor })}</small>
                    )}
                    {over > 0 && <span class="tag warn">{say("isOver", { count: over })}</span>}
                  </span>
                  {table.zone && (
                    <small>
                      <bdi>{table.zone}</bdi>
                    </small>
                  )}
                </span>
                <span class="many">
                  <span>
                    <span class="num">{number(seated)}</span> <small>/ {number(capacity)}</small>
                  </span>
                  <Meter part={seated} whole={capacity} />
                </span>
              </summary>
              {setting.guests.length === 0 ? (
                <p class="s nobody">{say("nobodyYet")}</p>
              ) : (
                <ul class="rows">
                  {setting.places.flatMap((place) =>
                    place.guests.map((guest) => (
                      <li key={guest.record}>
                        <span class="k2">{place.isExtra ? "+" : number(place.number)}</span>
                        <bdi class="grow">{guest.name}</bdi>
                        <Tags guest={guest} />
                        {!table.isLocked && <GuestMenu guest={guest} room={room} moves={moves} />}
                      </li>
                    )),
                  )}
                </ul>
              )}
            </details>
          );
        })}
      </div>
      {room.unseated.length > 0 && (
        <section class="list-unseated">
          <h2>{say("tray", { count: room.unseated.length })}</h2>
          <ul class="rows">
            {room.unseated.map((guest) => (
              <li key={guest.record}>
                <bdi class="grow">{guest.name}</bdi>
                <Tags guest={guest} />
                <GuestMenu guest={guest} room={room} moves={moves} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
