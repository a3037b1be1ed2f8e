import type { ComponentChildren } from "preact";
import { lateBy, useArrivals } from "../../data/arrivals.ts";
import { useClient } from "../../data/client.ts";
import { useWedding, type Wedding } from "../../data/events.ts";
import { textOf } from "../../data/fields.ts";
import { isComing, tally, useGuests } from "../../data/guests.ts";
import { useLive } from "../../data/live.ts";
import { useNow } from "../../data/now.ts";
import { useLooking } from "../../data/presence.ts";
import { useOpenTasks } from "../../data/tasks_open.ts";
import { stateOf, useItems } from "../../data/timeline.ts";
import { telOf, useVendorNames } from "../../data/vendor_names.ts";
import { LinkButton } from "../../parts/Button.tsx";
import { Head } from "../../parts/Head.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Meter } from "../../parts/Meter.tsx";
import { paths } from "../../router/paths.ts";
import { NotFound } from "../../shell/ScreenView.tsx";
import { contacts } from "../../words/en/contacts.ts";
import { event as say } from "../../words/en/event.ts";
import { shell } from "../../words/en/shell.ts";
import { clock, shortDay } from "../../words/format.ts";
import { number } from "../../words/say.ts";
import { navigation, type ScreenProps } from "../index.ts";
import "./event.css";

function whenOf({ startsMs, endsMs }: Wedding): string {
  if (startsMs === null) return say("noTime");
  const day = shortDay(startsMs);
  const from = clock(startsMs);
  return endsMs === null
    ? say("day", { day, from })
    : say("from", { day, from, to: clock(endsMs) });
}

interface FigureProps {
  readonly href: string;
  readonly value: number;
  readonly children: ComponentChildren;
  readonly isWarning?: boolean;
  readonly of?: number;
}

function Figure({ href, value, children, isWarning = false, of }: FigureProps) {
  return (
    <a class={isWarning ? "home-figure warn-t" : "home-figure"} href={href}>
      <span class="num">{number(value)}</span>
      <span>{children}</span>
      {of !== undefined && <Meter part={value} whole={of} />}
    </a>
  );
}

const nextMax = 7;
const callMax = 7;

/** One wedding at a glance: how it stands, what comes next, whom to call. */
export default function EventHome({ params }: ScreenProps) {
  const scope = params.scope ?? "";
  const client = useClient();
  const nowMs = useNow(client);
  const wedding = useWedding(scope);
  const events = useLive({ collection: "events" });
  const { guests } = useGuests(scope);
  const { items } = useItems(scope);
  const arrivals = useArrivals(scope);
  const vendors = useVendorNames(scope);
  const openTasks = useOpenTasks(scope);
  const pinned = useLive({
    collection: "notes",
    scopes: [scope],
    filters: [{ field: "is_pinned", is: "=", value: true }],
    fields: ["title", "body"],
  }).rows;
  useLooking(scope);

  if (!wedding) return events.isThere ? <NotFound /> : <span class="blank blank-title" />;
  const { arrived, expected } = tally(guests);
  const loose = guests.filter((guest) => isComing(guest) && guest.table === null).length;
  const late = arrivals.filter((each) => lateBy(each, nowMs) > 0);
  const here = arrivals.filter((each) => each.isHere).length;
  const ahead = items
    .filter((item) => !item.isOpen && !item.isDone && item.endsMs > nowMs)
    .slice(0, nextMax);
  const lateVendors = new Set(late.map((each) => each.vendor));
  const toCall = vendors
    .filter((each) => telOf(each.phone) !== null)
    .sort((a, b) => Number(lateVendors.has(b.record)) - Number(lateVendors.has(a.record)))
    .slice(0, callMax);
  const places = navigation.filter((entry) => entry.section !== "today" && !entry.isHidden);

  return (
    <>
      <Head
        title={wedding.name}
        sub={
          <>
            <bdi>{wedding.hall}</bdi> · {whenOf(wedding)}
            {wedding.coordinator && <> · {say("runsIt", { name: wedding.coordinator })}</>}
            {wedding.capacity !== null && <> · {say("capacity", { count: wedding.capacity })}</>}{" "}
            <span class="tag acc">{say(`status_${wedding.status}`)}</span>
          </>
        }
      >
        <LinkButton href={paths.guests(scope)} look="primary" icon="check">
          {say("checkIn")}
        </LinkButton>
      </Head>
      <div class="home-figures">
        <Figure href={paths.guests(scope)} value={arrived} of={expected}>
          {say("arrived", { expected })}
        </Figure>
        <Figure href={paths.seating(scope)} value={loose} isWarning={loose > 0}>
          {say("seated", { count: loose })}
        </Figure>
        {late.length > 0 ? (
          <Figure href={paths.vendors(scope)} value={late.length} isWarning>
            {say("lateVendors", { count: late.length })}
          </Figure>
        ) : (
          <Figure href={paths.vendors(scope)} value={here} of={arrivals.length}>
            {say("vendorsHere", { expected: arrivals.length })}
          </Figure>
        )}
        <Figure href={paths.notes(scope)} value={openTasks}>
          {say("openTasks", { count: openTasks })}
        </Figure>
      </div>
      <div class="home-grid">
        <section>
          <div class="sec">
            <h2>{say("next")}</h2>
            <a class="more-link" href={paths.timeline(scope)}>
              {say("wholeSheet")}
            </a>
          </div>
          {ahead.length === 0 && <p class="s">{say("nothingNext")}</p>}
          <ol class="rows">
            {ahead.map((item) => {
              const state = stateOf(item, arrivals, nowMs);
              const isLate = state.kind === "late";
              return (
                <li key={item.record}>
                  <a class="home-item" href={paths.timelineItem(scope, item.record)}>
                    <b class="nw">{clock(item.startsMs)}</b>
                    <span class="grow two">
                      <span class={isLate ? "b warn-t" : "b"}>
                        {isLate && <Icon name="triangle-alert" small />} <bdi>{item.title}</bdi>
                      </span>
                      <small>
                        <bdi>{[item.room, item.owner].filter(Boolean).join(" · ")}</bdi>
                      </small>
                    </span>
                    {state.kind === "under way" && <span class="acc s">{say("now")}</span>}
                    {isLate && <span class="warn-t s">{say("late")}</span>}
                  </a>
                </li>
              );
            })}
          </ol>
        </section>
        <section>
          <div class="sec">
            <h2>{say("contacts")}</h2>
            <a class="more-link" href={paths.contacts(scope)}>
              {contacts("sheet")}
            </a>
          </div>
          {toCall.length === 0 && <p class="s">{say("noContacts")}</p>}
          <ul class="rows">
            {toCall.map((each) => (
              <li key={each.record}>
                <span class="grow two">
                  <bdi class="b">{each.name}</bdi>
                  <small>
                    <bdi dir="ltr">{each.phone}</bdi>
                    {lateVendors.has(each.record) && <span class="warn-t"> · {say("late")}</span>}
                  </small>
                </span>
                <LinkButton
                  href={telOf(each.phone) ?? ""}
                  icon="phone"
                  label={`${shell("call")}: ${each.name}`}
                >
                  {shell("call")}
                </LinkButton>
              </li>
            ))}
          </ul>
        </section>
        <section>
          <h2>{say("notes")}</h2>
          {wedding.notes && (
            <p class="home-note" dir="auto">
              {wedding.notes}
            </p>
          )}
          {pinned.length === 0 && !wedding.notes && <p class="s">{say("noNotes")}</p>}
          {pinned.map((row) => (
            <a class="home-note" key={row.record} href={paths.note(scope, row.record)}>
              <b>
                <Icon name="pin" small /> <bdi>{textOf(row, "title")}</bdi>
              </b>
              <span dir="auto">{textOf(row, "body")}</span>
            </a>
          ))}
          <nav class="home-places" aria-label={say("go")}>
            {places.map((entry) => {
              const href = entry.href(scope);
              return (
                href && (
                  <a class="btn" key={entry.section} href={href}>
                    <Icon name={entry.icon} /> {shell(entry.label)}
                  </a>
                )
              );
            })}
            <a class="btn" href={paths.importGuests(scope)}>
              <Icon name="upload" /> {contacts("bringIn")}
            </a>
          </nav>
        </section>
      </div>
    </>
  );
}
