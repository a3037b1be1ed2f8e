import { marksOf } from "../../data/diets.ts";
import type { Guest } from "../../data/guests.ts";
import { chairRadius, type Drawn, type Point, shortLabel } from "../../data/plan.ts";
import { isFree, type Place, type Setting } from "../../data/seating.ts";
import { InTurn } from "../../parts/InTurn.tsx";
import { seating as say } from "../../words/en/seating.ts";
import { number } from "../../words/say.ts";
import { needsOf } from "./marks.tsx";

/** A seat in words. */
export function seatName(place: Place): string {
  const { number: at, guests, companionOf } = place;
  const [guest] = guests;
  if (guests.length > 1) {
    return say("seatTwice", { number: at, names: guests.map((each) => each.name).join(", ") });
  }
  const name = guest?.name ?? (companionOf ? say("with", { name: companionOf.name }) : "");
  const needs = guest ? needsOf(guest) : "";
  const said = needs ? `${name} (${needs})` : name;
  if (place.isExtra) return say("noChair", { name: said });
  if (said) return say("seatTaken", { number: at, name: said });
  return say(place.seat?.isBlocked ? "seatBlocked" : "seatFree", { number: at });
}

/** A table in words. */
export function faceName(setting: Setting, editor: string | null): string {
  const over = setting.seated - setting.capacity;
  const { label, isLocked } = setting.table;
  return [
    say("faceOf", { table: label, seated: setting.seated, places: setting.capacity }),
    over > 0 && say("isOver", { count: over }),
    editor && say("isEditing", { name: editor }),
    isLocked && say("isLocked"),
  ]
    .filter(Boolean)
    .join(", ");
}

function chairClass(place: Place): string {
  const marked = place.guests[0] && markFor(place.guests[0]) !== null;
  return [
    "chair",
    isFree(place) ? "" : "on",
    place.seat?.isBlocked && place.guests.length === 0 ? "shut" : "",
    marked && !place.isExtra && place.guests.length < 2 ? "mk" : "",
    place.isExtra || place.guests.length > 1 ? "extra" : "",
  ]
    .filter(Boolean)
    .join(" ");
}

/** What is drawn on a guest's chair: the way in first, then what may do harm. */
function markFor(guest: Guest): "accessibility" | { readonly letters: string } | null {
  if (guest.needsWheelchair) return "accessibility";
  return marksOf(guest)[0] ?? null;
}

interface ChairProps {
  readonly place: Place;
  readonly at: Point;
  readonly isPicked: boolean;
  readonly isHeld: boolean;
}

function Chair({ place, at, isPicked, isHeld }: ChairProps) {
  const mark = place.guests[0] ? markFor(place.guests[0]) : null;
  const isWheelchair = isFree(place) && place.seat?.kind === "wheelchair";
  const inside = (
    <>
      <circle r={chairRadius} />
      {place.guests.length > 1 && <text dy="4">{number(place.guests.length)}</text>}
      {place.guests.length < 2 &&
        !place.isExtra &&
        (mark === "accessibility" || isWheelchair ? (
          <use href="#i-accessibility" x="-7" y="-7" width="14" height="14" />
        ) : (
          mark && (
            <text dy="4" class={mark.letters.length > 1 ? "two-l" : ""}>
              {mark.letters}
            </text>
          )
        ))}
    </>
  );
  const names = `${chairClass(place)}${isHeld ? " held" : ""}`;
  const where = `translate(${at.x.toFixed(1)} ${at.y.toFixed(1)})`;
  if (!isPicked) {
    return (
      // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a group of a drawing takes no focus
      <g class={names} transform={where} aria-hidden="true">
        {inside}
      </g>
    );
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: SVG has no button
    <g
      class={names}
      transform={where}
      role="button"
      tabindex={-1}
      data-place={place.number}
      data-drag={place.guests[0]?.record}
      aria-label={seatName(place)}
    >
      <circle r="15" class="reach" />
      {inside}
    </g>
  );
}

/** Chairs for which there is no room around the top stand in a row beneath it. */
function spotOf({ outline }: Drawn, at: number): Point {
  const found = outline.chairs[at];
  if (found) return found;
  const beyond = at - outline.chairs.length;
  return { x: (beyond - 1) * 22, y: outline.halfHeight };
}

interface TableViewProps {
  readonly drawn: Drawn;
  readonly isPicked: boolean;
  readonly isFirst: boolean;
  readonly editor: string | null;
  readonly isTarget: boolean;
  readonly hand: Guest | null;
  /** Letters are large for the drawing: name and count stand further apart. */
  readonly isTight: boolean;
}

export function TableView({
  drawn,
  isPicked,
  isFirst,
  editor,
  isTarget,
  hand,
  isTight,
}: TableViewProps) {
  const { setting, outline, at } = drawn;
  const { table, seated, capacity, places } = setting;
  const over = seated - capacity;
  const label = shortLabel(table.label);
  const isLong = !outline.isRound && outline.height < 50;
  const around = Math.max(outline.halfWidth, outline.halfHeight);
  const area = {
    x: -outline.halfWidth,
    y: -outline.halfHeight,
    width: 2 * outline.halfWidth,
    height: 2 * outline.halfHeight,
    rx: 14,
  };
  const names = [
    "tbl",
    isPicked ? "sel" : "",
    over > 0 ? "overc" : "",
    editor ? "busy" : "",
    isTarget ? "target" : "",
  ]
    .filter(Boolean)
    .join(" ");
  const halo = (name: string) =>
    outline.isRound ? <circle class={name} r={around} /> : <rect class={name} {...area} />;
  return (
    <g
      class={names}
      transform={`translate(${at.x.toFixed(1)} ${at.y.toFixed(1)})`}
      data-table={table.record}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: SVG has no button */}
      <g
        class="face"
        role="button"
        tabindex={isPicked || isFirst ? 0 : -1}
        aria-pressed={isPicked}
        aria-label={faceName(setting, editor)}
        data-face={table.record}
      >
        {halo(isPicked ? "halo" : editor ? "ring" : "reach")}
        {isPicked && editor && halo("ring over")}
        {outline.isRound ? (
          <circle class="top" r={outline.width / 2} />
        ) : (
          <rect
            class="top"
            x={-outline.width / 2}
            y={-outline.height / 2}
            width={outline.width}
            height={outline.height}
            rx="7"
          />
        )}
        <text
          class={label.length > 6 ? "n small" : "n"}
          {...(isLong ? { x: -4, y: 6, class: "n e" } : { y: isTight ? -1 : 3 })}
        >
          {label.length > 12 ? `${label.slice(0, 11)}…` : label}
        </text>
        <text
          class={isLong ? "c st" : "c"}
          {...(isLong ? { x: 4, y: 5 } : { y: isTight ? 18 : 19 })}
        >
          {number(seated)}/{number(capacity)}
        </text>
        {table.isLocked && (
          <use
            class="lk"
            href="#i-lock"
            {...(isLong ? { x: outline.width / 2 - 20, y: -7 } : { x: -6, y: -27 })}
            width="12"
            height="12"
          />
        )}
      </g>
      <InTurn>
        {places.map((place, index) => (
          <Chair
            key={place.seat?.record ?? `at-${place.number}`}
            place={place}
            at={spotOf(drawn, index)}
            isPicked={isPicked}
            isHeld={hand !== null && place.guests.includes(hand)}
          />
        ))}
      </InTurn>
    </g>
  );
}
