import { type Claim, rowKey } from "@wedsync/client";
import { useState } from "preact/hooks";
import { useClient } from "../../data/client.ts";
import type { Guest } from "../../data/guests.ts";
import { nowMs } from "../../data/now.ts";
import { noteAnyway } from "../../data/own_activity.ts";
import { isFree, type Place, type Room, type Setting } from "../../data/seating.ts";
import { Button } from "../../parts/Button.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { seating as say } from "../../words/en/seating.ts";
import { shell } from "../../words/en/shell.ts";
import { number } from "../../words/say.ts";
import { caredForWords } from "../areas/Areas.tsx";
import { GuestMenu } from "./GuestMenu.tsx";
import { Tags } from "./marks.tsx";
import type { Moves } from "./use_moves.ts";

interface TableSideProps {
  readonly room: Room;
  readonly setting: Setting;
  readonly editor: string | null;
  /** Somebody else looks after it for some hours. */
  readonly carer: Claim | null;
  readonly moves: Moves;
}

interface SeatLineProps {
  readonly place: Place;
  readonly setting: Setting;
  readonly room: Room;
  readonly moves: Moves;
  readonly isQuiet: boolean;
}

function SeatLine({ place, setting, room, moves, isQuiet }: SeatLineProps) {
  const client = useClient();
  const { hand } = moves;
  const count = <span class="k2">{place.isExtra ? "+" : number(place.number)}</span>;
  if (isFree(place)) {
    const isStepFree = place.seat?.kind === "wheelchair";
    const canSit = hand !== null && !setting.table.isLocked && !isQuiet;
    return (
      <li class={canSit ? "can" : ""}>
        {canSit ? (
          <button type="button" class="line" onClick={() => void moves.put(hand, setting, place)}>
            {count}
            <span class="grow">{say("sitHere", { name: hand.firstName || hand.name })}</span>
            {isStepFree && <StepFree />}
          </button>
        ) : (
          <>
            {count}
            <span class="grow muted">{say("free")}</span>
            {isStepFree && <StepFree />}
          </>
        )}
      </li>
    );
  }
  const line = (guest: Guest) => {
    const isHeld = hand?.record === guest.record;
    const isUnshared = client.unshared.value.has(rowKey(guest));
    return (
      <li
        key={guest.record}
        class={isHeld ? "held" : place.isExtra || place.guests.length > 1 ? "amiss" : ""}
      >
        <button
          type="button"
          class="line"
          aria-pressed={isHeld}
          disabled={isQuiet}
          onClick={() => (isHeld ? moves.letGo() : moves.pickUp(guest))}
        >
          {count}
          <span class="grow">
            <bdi>{guest.name}</bdi>
            {isUnshared && (
              <i
                class="dot"
                role="img"
                aria-label={shell("notShared")}
                title={shell("notShared")}
              />
            )}
          </span>
          <Tags guest={guest} />
        </button>
        {hand && !isHeld && hand.table !== null && !isQuiet ? (
          <Button look="quiet" onClick={() => void moves.swap(hand, guest)}>
            {say("swapWith", { name: hand.firstName || hand.name })}
          </Button>
        ) : (
          !isQuiet && <GuestMenu guest={guest} room={room} moves={moves} />
        )}
      </li>
    );
  };
  if (place.guests.length > 0) return <>{place.guests.map(line)}</>;
  return (
    <li class={place.isExtra ? "amiss" : ""}>
      {count}
      <span class="grow muted">
        {place.companionOf ? say("with", { name: place.companionOf.name }) : say("notInUse")}
      </span>
    </li>
  );
}

function StepFree() {
  return (
    <span class="tag">
      <Icon name="accessibility" small /> {say("stepFree")}
    </span>
  );
}

/** The seats of the picked table, one a line. */
export function TableSide({ room, setting, editor, carer, moves }: TableSideProps) {
  const { table, seated, capacity, places } = setting;
  const [goesOn, setGoesOn] = useState("");
  const isBusy = editor !== null && goesOn !== `${table.record} ${editor}`;
  const client = useClient();
  const hasUnshared = client.unshared.value;
  const goOn = (other: string) => {
    setGoesOn(`${table.record} ${other}`);
    noteAnyway(table.scope, table.record, other, nowMs(client));
  };
  return (
    <>
      <div class="sec">
        <h2 dir="auto">{table.label}</h2>
        <span class="nw">
          <span class="num">{number(seated)}</span>{" "}
          <small>{say("ofSeated", { places: capacity })}</small>
        </span>
      </div>
      {editor !== null && (
        <div class="busy-note">
          <p class="theirs-t">{say("isEditingTable", { name: editor, table: table.label })}</p>
          {isBusy && (
            <>
              <p class="s">{say("editingText")}</p>
              <Button onClick={() => goOn(editor)}>{shell("editAnyway")}</Button>
            </>
          )}
        </div>
      )}
      {carer && <p class="s theirs-t">{caredForWords(carer, nowMs(client))}</p>}
      {table.isLocked && (
        <div class="lock-note">
          <Icon name="lock" small />
          <p class="grow s">{say("lockedText", { table: table.label })}</p>
          <Button icon="lock-open" onClick={() => void moves.lock(setting, false)}>
            {say("unlock")}
          </Button>
        </div>
      )}
      {places.length === 0 && <p class="s">{say("nobodyYet")}</p>}
      <ol class="rows seats">
        {places.map((place) => (
          <SeatLine
            key={place.seat?.record ?? place.number}
            place={place}
            setting={setting}
            room={room}
            moves={moves}
            isQuiet={isBusy || table.isLocked}
          />
        ))}
      </ol>
      <div class="side-foot">
        {setting.guests.some((each) => hasUnshared.has(rowKey(each))) && (
          <p class="xs">
            <i class="dot" /> {shell("notShared")}
          </p>
        )}
        {!table.isLocked && (
          <Button look="quiet" icon="lock" onClick={() => void moves.lock(setting, true)}>
            {say("lock")}
          </Button>
        )}
      </div>
    </>
  );
}
