import type { ComponentChildren } from "preact";
import { useClient } from "../../data/client.ts";
import { type Item, planShift, type Shift, shiftDraft } from "../../data/timeline.ts";
import type { VendorName } from "../../data/vendor_names.ts";
import { Button, IconButton } from "../../parts/Button.tsx";
import { Icon } from "../../parts/Icon.tsx";
import type { IconName } from "../../parts/icon_names.ts";
import { useAct } from "../../shell/act.ts";
import { shell } from "../../words/en/shell.ts";
import { timeline as say } from "../../words/en/timeline.ts";
import { clock, list } from "../../words/format.ts";
import { number } from "../../words/say.ts";

interface ShiftPanelProps {
  readonly item: Item;
  readonly items: readonly Item[];
  readonly vendors: readonly VendorName[];
  readonly by: number;
  readonly onBy: (minutes: number | null) => void;
}

const stepMin = 5;
const furthestMin = 180;
const namesMax = 4;

const some = (names: readonly string[]): string =>
  names.length > namesMax ? `${list(names.slice(0, namesMax))} …` : list(names);

/** Everybody whose items move. */
function concerned(shift: Shift, vendors: readonly VendorName[]): readonly string[] {
  const names = shift.moves.flatMap(({ item }) => [
    item.owner.split(" ")[0] ?? "",
    vendors.find((each) => each.record === item.vendor)?.name ?? "",
  ]);
  return [...new Set(names)].filter(Boolean);
}

function Effect({
  icon,
  children,
}: {
  readonly icon: IconName;
  readonly children: ComponentChildren;
}) {
  return (
    <li>
      <Icon name={icon} />
      <span>{children}</span>
    </li>
  );
}

/** Moves an item and what follows, after showing what that comes to. */
export function ShiftPanel({ item, items, vendors, by, onBy }: ShiftPanelProps) {
  const client = useClient();
  const act = useAct();
  const shift = planShift(items, item.record, by);
  const { moves, soaked, stays } = shift;
  const count = moves.length;
  const isOpen = client.status.value.connection === "open";
  const people = concerned(shift, vendors);
  const step = (change: number) => onBy(Math.max(-furthestMin, Math.min(furthestMin, by + change)));

  const submit = async () => {
    const words = say("shifted", { count, minutes: by });
    if (await act(shiftDraft(item.scope, shift), words)) onBy(null);
  };

  return (
    <>
      <h2>{say("shiftTitle", { title: item.title })}</h2>
      <p class="s">{say("shiftSub")}</p>
      {/* biome-ignore lint/a11y/useSemanticElements: three things in a line */}
      <div class="stepper" role="group" aria-label={say("minutes")}>
        <IconButton
          look="plain"
          icon="minus"
          label={say("fiveLess")}
          onClick={() => step(-stepMin)}
        />
        <span role="status">
          <span class="num" dir="ltr">
            {by > 0 ? "+" : by < 0 ? "−" : ""}
            {number(Math.abs(by))}
          </span>{" "}
          <small>{say("min")}</small>
        </span>
        <IconButton
          look="plain"
          icon="plus"
          label={say("fiveMore")}
          onClick={() => step(stepMin)}
        />
      </div>
      <ul class="effects">
        {count > 0 && (
          <Effect icon={by > 0 ? "arrow-down" : "arrow-up"}>
            {say.rich("moves", {
              count,
              names: <span>{some(moves.map((each) => each.item.title))}</span>,
            })}
          </Effect>
        )}
        {soaked.map(({ item: buffer, byMin, left }, at) => {
          const time = clock(buffer.startsMs);
          const isEnough = at === soaked.length - 1 && stays !== null;
          return (
            <Effect icon="hourglass" key={buffer.record}>
              {byMin < 0
                ? say.rich("bufferGrows", { time, minutes: -byMin })
                : left === 0 && !isEnough
                  ? say.rich("bufferShort", { time, minutes: buffer.minutes })
                  : isEnough && stays
                    ? say.rich("bufferSoaks", {
                        time,
                        title: stays.item.title,
                        start: clock(stays.item.startsMs),
                      })
                    : say.rich("bufferSoaksAll", { time })}
            </Effect>
          );
        })}
        {stays !== null && stays.freeMin > 0 && (
          <Effect icon="hourglass">
            {say.rich("freeSoaks", {
              title: stays.item.title,
              minutes: stays.freeMin,
              start: clock(stays.item.startsMs),
            })}
          </Effect>
        )}
        {count > 1 && stays === null && soaked.length === 0 && (
          <Effect icon="info">{say("toTheEnd")}</Effect>
        )}
        {people.length > 0 && (
          <Effect icon="bell">{say(isOpen ? "told" : "toldLater", { names: some(people) })}</Effect>
        )}
      </ul>
      <div class="tl-panel-act">
        <Button look="primary" wide disabled={count === 0} onClick={() => void submit()}>
          {count === 0
            ? say("doNothing")
            : by > 0
              ? say("doShift", { count, minutes: by })
              : say("doEarlier", { count, minutes: -by })}
        </Button>
        <Button wide onClick={() => onBy(null)}>
          {shell("cancel")}
        </Button>
      </div>
    </>
  );
}
