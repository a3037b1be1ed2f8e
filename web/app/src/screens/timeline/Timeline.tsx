import { useEffect, useMemo, useState } from "preact/hooks";
import { useArrivals } from "../../data/arrivals.ts";
import { useClient } from "../../data/client.ts";
import { useWedding } from "../../data/events.ts";
import { minuteMs, useNow } from "../../data/now.ts";
import { useLooking } from "../../data/presence.ts";
import { type Item, planShift, stateOf, useItems } from "../../data/timeline.ts";
import { useVendorNames } from "../../data/vendor_names.ts";
import { Button } from "../../parts/Button.tsx";
import { Empty } from "../../parts/Empty.tsx";
import { Select } from "../../parts/Field.tsx";
import { Head } from "../../parts/Head.tsx";
import { Paper } from "../../parts/Paper.tsx";
import { PrintStamp } from "../../parts/PrintStamp.tsx";
import { Segmented } from "../../parts/Segmented.tsx";
import { NotFound } from "../../shell/ScreenView.tsx";
import { timeline as say } from "../../words/en/timeline.ts";
import { clock, minutes } from "../../words/format.ts";
import type { ScreenProps } from "../index.ts";
import { ItemForm } from "./ItemForm.tsx";
import { ItemPanel } from "./ItemPanel.tsx";
import { ItemRow, type Preview } from "./ItemRow.tsx";
import "./timeline.css";

type Whose = "everyone" | "mine";

/** The new times of what a shift moves, by record. */
function previewOf(items: readonly Item[], from: string, by: number): ReadonlyMap<string, Preview> {
  const { moves, soaked } = planShift(items, from, by);
  const shown = new Map<string, Preview>();
  for (const { item, byMin } of moves) {
    shown.set(item.record, { startsMs: item.startsMs + byMin * minuteMs, minutes: item.minutes });
  }
  for (const { item, byMin, left } of soaked) {
    shown.set(item.record, { startsMs: item.startsMs + byMin * minuteMs, minutes: left });
  }
  return shown;
}

/** The first name, or the whole one, of an owner is the reader's. */
export function isOwn(owner: string, person: string): boolean {
  const own = owner.trim().toLowerCase();
  const name = person.trim().toLowerCase();
  return own !== "" && name !== "" && (own === name || own === name.split(" ")[0]);
}

export default function Timeline({ params }: ScreenProps) {
  const scope = params.scope ?? "";
  const record = params.record ?? null;
  const client = useClient();
  const nowMs = useNow(client);
  const wedding = useWedding(scope);
  const { items, isThere } = useItems(scope);
  const arrivals = useArrivals(scope);
  const vendors = useVendorNames(scope);
  const person = client.identity.value?.person ?? "";
  const [whose, setWhose] = useState<Whose>("everyone");
  const [vendor, setVendor] = useState("");
  const [shiftBy, setShiftBy] = useState<number | null>(null);
  const [isAdding, setAdding] = useState(false);
  useLooking(scope, record ?? undefined);

  const picked = items.find((item) => item.record === record) ?? null;
  const shown = useMemo(
    () =>
      items.filter(
        (item) =>
          (whose === "everyone" || isOwn(item.owner, person)) &&
          (vendor === "" || item.vendor === vendor),
      ),
    [items, whose, vendor, person],
  );
  // Where nothing is picked, what is late or comes next is at hand.
  const isLate = (item: Item) => stateOf(item, arrivals, nowMs).kind === "late";
  const focus =
    picked ??
    shown.find(isLate) ??
    shown.find((item) => !item.isOpen && !item.isDone && item.startsMs > nowMs) ??
    null;
  const preview = useMemo(
    () => (focus && shiftBy ? previewOf(items, focus.record, shiftBy) : new Map<string, Preview>()),
    [items, focus, shiftBy],
  );

  // A long day is opened where it stands now.
  useEffect(() => {
    if (!isThere || record !== null) return;
    const line = document.querySelector(".now-line");
    if (line && line.getBoundingClientRect().top > innerHeight * 0.6) {
      line.scrollIntoView({ block: "center" });
    }
  }, [isThere]);

  if (record !== null && isThere && !picked) return <NotFound />;
  const states = new Map(items.map((item) => [item.record, stateOf(item, arrivals, nowMs)]));
  const count = (kind: string) =>
    items.filter((item) => states.get(item.record)?.kind === kind).length;
  const done = count("done");
  const late = count("late");
  const withItems = vendors.filter((each) => items.some((item) => item.vendor === each.record));
  const next = shown.find((item) => !item.isOpen && item.startsMs > nowMs);
  const nextAt = next ? shown.indexOf(next) : -1;
  const isDay =
    wedding?.startsMs != null &&
    nowMs > wedding.startsMs - 12 * 60 * minuteMs &&
    nowMs < (wedding.endsMs ?? wedding.startsMs + 24 * 60 * minuteMs) + 6 * 60 * minuteMs;

  const nowLine = (
    <li class="now-line" aria-label={say("now", { time: clock(nowMs) })} key="now">
      <b>{clock(nowMs)}</b>
      <i />
      <span class="xs">
        {next
          ? say("toNext", {
              time: minutes(Math.max(1, Math.round((next.startsMs - nowMs) / minuteMs))),
            })
          : say("noneNext")}
      </span>
    </li>
  );

  return (
    <>
      <Head
        title={say("title")}
        sub={
          <>
            {say("sub", { count: items.length })}
            {done > 0 && ` · ${say("subDone", { count: done })}`}
            {late > 0 && (
              <>
                {" · "}
                <span class="warn-t">{say("subLate", { count: late })}</span>
              </>
            )}
          </>
        }
      >
        <div class={picked ? "actions tb" : "actions"}>
          <Segmented<Whose>
            label={say("whose")}
            value={whose}
            onChange={setWhose}
            options={[
              { value: "everyone", label: say("everyone") },
              { value: "mine", label: say("mine") },
            ]}
          />
          {withItems.length > 0 && (
            <div class="vendor-choice">
              <Select
                label={say("supplier")}
                value={vendor}
                onText={setVendor}
                options={[
                  { value: "", label: say("allSuppliers") },
                  ...withItems.map((each) => ({ value: each.record, label: each.name })),
                ]}
              />
            </div>
          )}
          <Button icon="printer" class="tb" onClick={() => window.print()}>
            {say("print")}
          </Button>
          <Button icon="plus" onClick={() => setAdding(true)}>
            {say("add")}
          </Button>
        </div>
      </Head>
      <div class={picked ? "tl-grid has-item" : "tl-grid"}>
        <section class="tl-list">
          {shown.length === 0 && isThere && (
            <Empty icon="clock" title={say(items.length === 0 ? "emptyTitle" : "emptyFilter")}>
              {items.length === 0 ? (
                <p>{say("emptyText")}</p>
              ) : (
                <Button
                  onClick={() => {
                    setWhose("everyone");
                    setVendor("");
                  }}
                >
                  {say("showAll")}
                </Button>
              )}
            </Empty>
          )}
          <Paper
            isQuiet
            head={`${say("title")} · ${wedding?.name ?? ""}`}
            foot={<PrintStamp content={shown} />}
          >
            <ol class="tl">
              {shown.flatMap((item, at) => [
                ...(isDay && at === nextAt ? [nowLine] : []),
                <ItemRow
                  key={item.record}
                  item={item}
                  state={states.get(item.record) ?? { kind: "to come" }}
                  vendor={vendors.find((each) => each.record === item.vendor) ?? null}
                  isPicked={item.record === record}
                  isNext={item === next}
                  isMine={isOwn(item.owner, person)}
                  preview={preview.get(item.record) ?? null}
                  nowMs={nowMs}
                />,
              ])}
              {isDay && nextAt < 0 && shown.length > 0 && nowLine}
            </ol>
          </Paper>
        </section>
        <ItemPanel
          key={focus?.record ?? "none"}
          scope={scope}
          item={focus}
          isPicked={picked !== null}
          items={items}
          state={focus ? (states.get(focus.record) ?? null) : null}
          vendors={vendors}
          arrivals={arrivals}
          shiftBy={shiftBy}
          onShiftBy={setShiftBy}
        />
      </div>
      {isAdding && (
        <ItemForm
          scope={scope}
          item={null}
          vendors={vendors}
          dayMs={wedding?.startsMs ?? nowMs}
          onClose={() => setAdding(false)}
        />
      )}
    </>
  );
}
