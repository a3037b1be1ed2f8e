import { useState } from "preact/hooks";
import { legendOf } from "../../data/diets.ts";
import type { Room } from "../../data/seating.ts";
import { Button } from "../../parts/Button.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { seating as say } from "../../words/en/seating.ts";
import { markName, Tags } from "./marks.tsx";
import type { Moves } from "./use_moves.ts";

const shownFew = 4;

interface TrayProps {
  readonly room: Room;
  readonly moves: Moves;
}

/** Those who have no seat yet; a tap picks one up. */
export function Tray({ room, moves }: TrayProps) {
  const [isWhole, setWhole] = useState(false);
  const { unseated } = room;
  const { hand } = moves;
  const isOther = hand !== null && !unseated.includes(hand);
  const shown = isWhole ? unseated : unseated.slice(0, shownFew);
  const more = unseated.length - shownFew;
  return (
    <div class="tray">
      <span class="two lab">
        <b>{unseated.length > 0 ? say("tray", { count: unseated.length }) : say("trayEmpty")}</b>
        {unseated.length > 0 && <span class="xs">{say("trayHint")}</span>}
      </span>
      {isOther && (
        <button type="button" class="btn pick" aria-pressed="true" onClick={() => moves.letGo()}>
          <bdi>{hand.name}</bdi>
          <Icon name="x" small />
          <span class="vh">{say("letGo")}</span>
        </button>
      )}
      {shown.map((guest) => {
        const isHeld = hand?.record === guest.record;
        return (
          <button
            type="button"
            key={guest.record}
            class={isHeld ? "btn pick" : "btn"}
            aria-pressed={isHeld}
            onClick={() => (isHeld ? moves.letGo() : moves.pickUp(guest))}
          >
            <bdi>{guest.name}</bdi>
            <Tags guest={guest} />
          </button>
        );
      })}
      {more > 0 && (
        <Button look="quiet" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? say("trayLess") : say("trayMore", { count: more })}
        </Button>
      )}
    </div>
  );
}

const legendMax = 7;

/** What is drawn on the chairs. */
export function Legend({ room }: { readonly room: Room }) {
  const guests = room.settings.flatMap((each) => each.guests);
  return (
    <p class="legend xs tb">
      <span>
        <i class="k on" /> {say("legendSeated")}
      </span>
      <span>
        <i class="k" /> {say("legendFree")}
      </span>
      <span>
        <Icon name="accessibility" small /> {say("stepFree")}
      </span>
      {legendOf(guests)
        .slice(0, legendMax)
        .map((mark) => (
          <span key={mark.letters}>
            <b>{mark.letters}</b> <bdi>{mark.name ? say(`diet_${mark.name}`) : markName(mark)}</bdi>
          </span>
        ))}
    </p>
  );
}
