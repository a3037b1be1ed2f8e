import type { ScopeId } from "@wedsync/client";
import { useState } from "preact/hooks";
import type { Arrival } from "../../data/arrivals.ts";
import { useClient } from "../../data/client.ts";
import { nowMs } from "../../data/now.ts";
import { type Item, type ItemState, setDone } from "../../data/timeline.ts";
import { telOf, type VendorName } from "../../data/vendor_names.ts";
import { Button, LinkButton } from "../../parts/Button.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { paths } from "../../router/paths.ts";
import { useAct } from "../../shell/act.ts";
import { shell } from "../../words/en/shell.ts";
import { timeline as say } from "../../words/en/timeline.ts";
import { clock } from "../../words/format.ts";
import { ItemForm } from "./ItemForm.tsx";
import { ShiftPanel } from "./ShiftPanel.tsx";

interface ItemPanelProps {
  readonly scope: ScopeId;
  readonly item: Item | null;
  /** False: nobody picked it, it is what is late or comes next. */
  readonly isPicked: boolean;
  readonly items: readonly Item[];
  readonly state: ItemState | null;
  readonly vendors: readonly VendorName[];
  readonly arrivals: readonly Arrival[];
  readonly shiftBy: number | null;
  readonly onShiftBy: (minutes: number | null) => void;
}

/** The picked item: what there is to know, and what can be done. */
export function ItemPanel(props: ItemPanelProps) {
  const { scope, item, isPicked, items, state, vendors, arrivals, shiftBy, onShiftBy } = props;
  const client = useClient();
  const act = useAct();
  const [isEditing, setEditing] = useState(false);
  if (item === null) {
    return (
      <aside class="tl-panel no-print tb">
        <h2>{say("pickTitle")}</h2>
        <p class="s">{say("pickText")}</p>
      </aside>
    );
  }
  if (shiftBy !== null) {
    return (
      <aside class="tl-panel no-print">
        <ShiftPanel item={item} items={items} vendors={vendors} by={shiftBy} onBy={onShiftBy} />
      </aside>
    );
  }
  const vendor = vendors.find((each) => each.record === item.vendor) ?? null;
  const arrival = arrivals.find((each) => each.vendor === item.vendor && item.vendor !== null);
  const tel = vendor ? telOf(vendor.phone) : null;
  const isVendorLate = tel !== null && state?.kind === "late" && state.isVendor;
  return (
    <aside class={isPicked ? "tl-panel no-print" : "tl-panel no-print tb"}>
      <div class="tl-panel-head">
        <h2>
          {!isPicked && (
            <small class={state?.kind === "late" ? "warn-t" : ""}>
              {say(state?.kind === "late" ? "lateNow" : "nextUp")}
            </small>
          )}
          <bdi>{item.title}</bdi>
        </h2>
        {isPicked && (
          <a
            class="btn quiet icon"
            href={paths.timeline(scope)}
            aria-label={say("close")}
            title={say("close")}
          >
            <Icon name="x" />
          </a>
        )}
      </div>
      <dl>
        <div class="fact">
          <dt>{say("when")}</dt>
          <dd>
            {item.isOpen ? say("noTime") : `${clock(item.startsMs)} – ${clock(item.endsMs)}`}
            {item.shiftedMin !== 0 && (
              <small> · {say("planned", { time: clock(item.plannedMs) })}</small>
            )}
          </dd>
        </div>
        {item.room && (
          <div class="fact">
            <dt>{say("place")}</dt>
            <dd>
              <bdi>{item.room}</bdi>
            </dd>
          </div>
        )}
        {item.owner && (
          <div class="fact">
            <dt>{say("who")}</dt>
            <dd>
              <bdi>{item.owner}</bdi>
            </dd>
          </div>
        )}
        {vendor && (
          <div class="fact">
            <dt>{say("supplierOf")}</dt>
            <dd>
              <a href={paths.vendor(scope, vendor.record)}>
                <bdi>{vendor.name}</bdi>
              </a>
              {arrival && (
                <small>
                  {" · "}
                  {arrival.isHere
                    ? say("hereSince", { time: clock(arrival.hereAtMs ?? item.startsMs) })
                    : say("expected", { time: clock(arrival.dueMs ?? item.startsMs) })}
                </small>
              )}
            </dd>
          </div>
        )}
        {item.notes && (
          <div class="fact">
            <dt>{say("notes")}</dt>
            <dd class="long" dir="auto">
              {item.notes}
            </dd>
          </div>
        )}
      </dl>
      <div class="tl-panel-act">
        {tel && (
          <LinkButton href={tel} icon="phone" wide look={isVendorLate ? "primary" : "plain"}>
            {shell("call")} <bdi>{vendor?.name}</bdi>
          </LinkButton>
        )}
        {state?.kind === "done" ? (
          <Button
            wide
            icon="undo-2"
            onClick={() =>
              void act(
                setDone(item, false, nowMs(client)),
                say("notDoneName", { title: item.title }),
              )
            }
          >
            {say("notDone")}
          </Button>
        ) : (
          <>
            <Button
              look={isVendorLate ? "plain" : "primary"}
              icon="clock"
              wide
              disabled={item.isOpen}
              onClick={() => onShiftBy(5)}
            >
              {say("shift")}
            </Button>
            <Button
              wide
              icon="check"
              onClick={() =>
                void act(setDone(item, true, nowMs(client)), say("doneName", { title: item.title }))
              }
            >
              {say("done")}
            </Button>
          </>
        )}
        <Button wide icon="pen-line" onClick={() => setEditing(true)}>
          {say("edit")}
        </Button>
      </div>
      {isEditing && (
        <ItemForm
          scope={scope}
          item={item}
          vendors={vendors}
          dayMs={item.startsMs}
          onClose={() => setEditing(false)}
        />
      )}
    </aside>
  );
}
