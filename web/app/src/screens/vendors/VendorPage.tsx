import { rowKey } from "@wedsync/client";
import { type Arrival, arrive, useArrivals } from "../../data/arrivals.ts";
import { useClient } from "../../data/client.ts";
import { useWeddings } from "../../data/events.ts";
import { useHint } from "../../data/hints.ts";
import { nowMs as momentOf, useNow } from "../../data/now.ts";
import { editorOf, useLooking } from "../../data/presence.ts";
import { useItems } from "../../data/timeline.ts";
import {
  countBoxes,
  elsewhere,
  leave,
  notHere,
  signFor,
  standOf,
  useVendors,
} from "../../data/vendors.ts";
import { Button, IconButton, LinkButton } from "../../parts/Button.tsx";
import { TextArea } from "../../parts/Field.tsx";
import { Head } from "../../parts/Head.tsx";
import { paths } from "../../router/paths.ts";
import { useAct } from "../../shell/act.ts";
import { hintAt } from "../../shell/Hint.tsx";
import { NotFound } from "../../shell/ScreenView.tsx";
import { useText } from "../../shell/use_text.ts";
import { shell } from "../../words/en/shell.ts";
import { vendors as say } from "../../words/en/vendors.ts";
import { clock, minutes, moment, shortDay } from "../../words/format.ts";
import { number } from "../../words/say.ts";
import type { ScreenProps } from "../index.ts";
import { Call } from "./Call.tsx";
import "./vendors.css";

interface NotesProps {
  readonly scope: string;
  readonly record: string;
  readonly value: string;
  readonly label: string;
}

/** The notes of a record, saved as they are typed. */
function Notes({ scope, record, value, label }: NotesProps) {
  const client = useClient();
  const text = useText({ scope, record, field: "notes", value });
  const { hint, ask, drop } = useHint(scope, record);
  const editor = editorOf(client.present.value, scope, record, "notes");
  return (
    <TextArea
      label={label}
      value={text.text}
      hint={text.state === "saved" ? shell("savedHere") : say("notesHint")}
      held={editor && shell("editing", { name: editor.person || editor.device })}
      ahead={editor ? undefined : hintAt(hint, "notes")}
      rows={3}
      onText={text.onText}
      onFocus={() => {
        text.onFocus();
        client.announce({ scope, record, field: "notes", activity: "editing" });
        ask("notes");
      }}
      onBlur={() => {
        text.onBlur();
        client.announce({ scope, record, activity: "looking" });
        drop();
      }}
    />
  );
}

function ArrivalView({ arrival, nowMs }: { readonly arrival: Arrival; readonly nowMs: number }) {
  const client = useClient();
  const commit = useAct();
  const stand = standOf(arrival, nowMs);
  const name = arrival.label;
  const me = client.identity.value?.person ?? "";
  const facts = [
    arrival.dueMs === null ? say("noTime") : say("due", { time: moment(arrival.dueMs, nowMs) }),
    arrival.gate,
    arrival.vehicle,
  ].filter(Boolean);
  return (
    <li class="arrival">
      <div class="sec">
        <span class="grow two">
          <bdi class="b">{name}</bdi>
          <small>
            {facts.map((each, at) => (
              <span key={each}>
                {at > 0 && " · "}
                <bdi>{each}</bdi>
              </span>
            ))}
          </small>
        </span>
        <span class={stand === "late" ? "tag warn" : stand === "here" ? "tag acc" : "tag"}>
          {say(stand)}
          {stand === "here" && arrival.hereAtMs !== null && ` ${moment(arrival.hereAtMs, nowMs)}`}
          {stand === "left" && arrival.leftAtMs !== null && ` ${moment(arrival.leftAtMs, nowMs)}`}
        </span>
      </div>
      <div class="actions">
        {stand === "late" || stand === "expected" ? (
          <Button
            look="primary"
            big
            onClick={() =>
              void commit(arrive(arrival, momentOf(client)), say("saidArrived", { name }))
            }
          >
            {say("arrived")}
          </Button>
        ) : (
          <>
            {stand === "here" && (
              <Button
                onClick={() =>
                  void commit(leave(arrival, momentOf(client)), say("saidLeft", { name }))
                }
              >
                {say("hasLeft")}
              </Button>
            )}
            <Button
              look="quiet"
              onClick={() => void commit(notHere(arrival), say("saidNotHere", { name }))}
            >
              {say("notHere")}
            </Button>
          </>
        )}
      </div>
      <div class="boxes">
        <span class="label grow">{say("boxes")}</span>
        <IconButton
          icon="minus"
          look="plain"
          label={say("fewerBoxes")}
          disabled={arrival.boxes <= 0}
          onClick={() => void commit(countBoxes(arrival, -1), null)}
        />
        <output class="num" aria-live="polite">
          {number(arrival.boxes)}
        </output>
        <IconButton
          icon="plus"
          look="plain"
          label={say("moreBoxes")}
          onClick={() => void commit(countBoxes(arrival, 1), null)}
        />
      </div>
      <div class="boxes">
        <span class="label grow">{say("signedBy")}</span>
        {arrival.signedBy ? (
          <bdi>{arrival.signedBy}</bdi>
        ) : (
          <Button look="soft" onClick={() => void commit(signFor(arrival, me), null)}>
            <bdi>{me || shell("you")}</bdi>
          </Button>
        )}
      </div>
      <Notes
        scope={arrival.scope}
        record={arrival.record}
        value={arrival.notes}
        label={say("notes")}
      />
    </li>
  );
}

/** Everything about one vendor. */
export default function VendorPage({ params }: ScreenProps) {
  const scope = params.scope ?? "";
  const record = params.record ?? "";
  const client = useClient();
  const nowMs = useNow(client);
  const { vendors, isThere } = useVendors();
  const arrivals = useArrivals(scope).filter((each) => each.vendor === record);
  const { items } = useItems(scope);
  const weddings = useWeddings();
  useLooking(scope, record);
  if (!isThere) return <span class="blank blank-title" />;
  const vendor = vendors.find((each) => each.record === record && each.scope === scope);
  if (!vendor) return <NotFound />;
  const own = items.filter((each) => each.vendor === record);
  const others = elsewhere(vendor, vendors);
  const isUninsured = vendor.insuredUntilMs !== null && vendor.insuredUntilMs < nowMs;
  return (
    <>
      <Head
        title={vendor.name}
        sub={
          <>
            {say(`category_${vendor.category}`)}
            {vendor.isCancelled && <span class="bad-t"> · {say("cancelled")}</span>}
          </>
        }
      >
        <LinkButton href={paths.vendors(scope)} look="quiet">
          {say("toBoard")}
        </LinkButton>
      </Head>
      <div class="stands">
        <div>
          <section class="stand">
            <h2>{say("arrivals")}</h2>
            {arrivals.length === 0 ? (
              <p class="calm">{say("noArrivals")}</p>
            ) : (
              <ul>
                {arrivals.map((each) => (
                  <ArrivalView key={rowKey(each)} arrival={each} nowMs={nowMs} />
                ))}
              </ul>
            )}
          </section>
          <section class="stand">
            <h2>{say("items")}</h2>
            {own.length === 0 ? (
              <p class="calm">{say("noItems")}</p>
            ) : (
              <ul class="rows">
                {own.map((item) => (
                  <li key={rowKey(item)}>
                    <span class="at">{item.isOpen ? "–" : clock(item.startsMs)}</span>
                    <a class="plain grow two" href={paths.timelineItem(scope, item.record)}>
                      <bdi class="b">{item.title}</bdi>
                      <small>
                        <bdi>{item.room}</bdi>
                        {item.minutes > 0 && ` · ${minutes(item.minutes)}`}
                      </small>
                    </a>
                    {item.shiftedMin !== 0 && (
                      <span class="tag theirs">
                        {item.shiftedMin > 0 ? "+" : "−"}
                        {number(Math.abs(item.shiftedMin))}
                      </span>
                    )}
                  </li>
                ))}
              </ul>
            )}
          </section>
        </div>
        <div>
          <section class="stand">
            <h2>{say("contact")}</h2>
            <div class="row">
              <span class="grow two">
                <bdi class="b">{vendor.contactName || vendor.name}</bdi>
                <small>{vendor.phone ? <bdi dir="ltr">{vendor.phone}</bdi> : say("noPhone")}</small>
              </span>
              <Call phone={vendor.phone} name={vendor.contactName || vendor.name} />
            </div>
            {vendor.email && (
              <div class="row">
                <span class="grow two">
                  <span>{say("email")}</span>
                  <small>
                    <bdi dir="ltr">{vendor.email}</bdi>
                  </small>
                </span>
                <LinkButton href={`mailto:${encodeURIComponent(vendor.email)}`} icon="mail">
                  {say("email")}
                </LinkButton>
              </div>
            )}
            {vendor.crew !== null && (
              <div class="row thin">
                <span class="grow">{say("crew")}</span>
                <span>{say("crewOf", { count: vendor.crew })}</span>
              </div>
            )}
            {vendor.insuredUntilMs !== null && (
              <div class="row thin">
                <span class="grow">{say("insured")}</span>
                <span class={isUninsured ? "warn-t" : ""}>
                  {isUninsured
                    ? say("notInsured", { day: shortDay(vendor.insuredUntilMs) })
                    : shortDay(vendor.insuredUntilMs)}
                </span>
              </div>
            )}
          </section>
          {others.length > 0 && (
            <section class="stand">
              <h2>{say("alsoAt")}</h2>
              <ul class="rows">
                {others.map((each) => {
                  const wedding = weddings.find((one) => one.scope === each.scope);
                  return (
                    <li key={rowKey(each)}>
                      <a class="plain grow two" href={paths.vendor(each.scope, each.record)}>
                        <bdi class="b">{wedding?.hall}</bdi>
                        <small>
                          <bdi>{wedding?.name}</bdi>
                        </small>
                      </a>
                    </li>
                  );
                })}
              </ul>
            </section>
          )}
          <section class="stand">
            <Notes scope={scope} record={record} value={vendor.notes} label={say("notes")} />
          </section>
        </div>
      </div>
    </>
  );
}
