import type { RecordId, ScopeId } from "@wedsync/client";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { numberOf } from "../../data/fields.ts";
import { checkOut, type Guest, useGuests } from "../../data/guests.ts";
import { useLive } from "../../data/live.ts";
import { useLooking } from "../../data/presence.ts";
import { useTableNames } from "../../data/tables.ts";
import { Button, LinkButton } from "../../parts/Button.tsx";
import { Head } from "../../parts/Head.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { paths } from "../../router/paths.ts";
import { useAct } from "../../shell/act.ts";
import { NotFound } from "../../shell/ScreenView.tsx";
import { guest as say } from "../../words/en/guest.ts";
import { number } from "../../words/say.ts";
import { CheckedIn, GuestTags, useCheckIn } from "../guests/GuestRow.tsx";
import type { ScreenProps } from "../index.ts";
import { EraseGuest } from "./EraseGuest.tsx";
import { GuestForm } from "./GuestForm.tsx";
import { GuestHistory } from "./GuestHistory.tsx";
import "../guests/guests.css";
import "./guest.css";

export default function GuestPage({ params }: ScreenProps) {
  const scope = params.scope ?? "";
  const record = params.record ?? "";
  const { guests, isThere } = useGuests(scope);
  const guest = guests.find((each) => each.record === record);
  useLooking(scope, record);
  if (!guest) return isThere ? <NotFound /> : <span class="blank blank-title" />;
  return <Page key={record} guest={guest} guests={guests} scope={scope} />;
}

interface PageProps {
  readonly guest: Guest;
  readonly guests: readonly Guest[];
  readonly scope: ScopeId;
}

function Page({ guest, guests, scope }: PageProps) {
  const tables = useTableNames(scope);
  const act = useAct();
  const onCheckIn = useCheckIn();
  const [isEditing, setEditing] = useState(false);
  const table = tables.find((each) => each.record === guest.table)?.label ?? "";
  return (
    <>
      <a class="up no-print" href={paths.guests(scope)}>
        <Icon name="arrow-left" small turns /> {say("back")}
      </a>
      <Head
        title={guest.name}
        sub={
          <span class="guest-tags">
            {guest.party && <bdi>{guest.party}</bdi>}
            <GuestTags guest={guest} />
          </span>
        }
      >
        {guest.isIn ? (
          <>
            <CheckedIn guest={guest} />
            <Button
              look="quiet"
              onClick={() => void act(checkOut(guest), say("tookBack", { name: guest.name }))}
            >
              {say("notHere")}
            </Button>
          </>
        ) : (
          <Button
            look={isEditing ? "plain" : "primary"}
            big
            onClick={() => onCheckIn(guest, table)}
          >
            {say("checkIn")}
          </Button>
        )}
        {!isEditing && (
          <Button icon="pen-line" onClick={() => setEditing(true)}>
            {say("edit")}
          </Button>
        )}
      </Head>
      {guest.isDisputed && (
        <p class="undecided">
          <Icon name="split" small /> <span class="grow">{say("toDecide")}</span>
          <LinkButton href={paths.decide}>{say("decide")}</LinkButton>
        </p>
      )}
      <div class="guest-grid">
        {isEditing ? (
          <GuestForm
            guest={guest}
            guests={guests}
            tables={tables}
            onClose={() => setEditing(false)}
          />
        ) : (
          <Facts guest={guest} table={table} />
        )}
        <GuestHistory guest={guest} />
      </div>
      {!isEditing && <EraseGuest guest={guest} />}
    </>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** The number of the seat, where it is known. */
function useSeat(scope: ScopeId, record: RecordId | null): number | null {
  const { rows } = useLive(
    record === null ? null : { collection: "seats", scopes: [scope], fields: ["number"] },
  );
  const row = rows.find((each) => each.record === record);
  return row ? numberOf(row, "number") : null;
}

/** An address without signs that mean something in a link. */
const plainEmail = /^[\w.+-]+@[\w.-]+$/;

function Facts({ guest, table }: { readonly guest: Guest; readonly table: string }) {
  const seat = useSeat(guest.scope, guest.seat);
  const text = (value: string) =>
    value ? <bdi>{value}</bdi> : <span class="s">{say("notSaid")}</span>;
  return (
    <div class="facts">
      <section>
        <h2>{say("facts")}</h2>
        <dl>
          <Fact name={say("table")}>
            {guest.table && table ? (
              <a href={paths.table(guest.scope, guest.table)}>
                <bdi>{table}</bdi>
                {seat !== null && <> · {say("seatNumber", { number: seat })}</>}
              </a>
            ) : (
              <span class="s">{say("noTable")}</span>
            )}
          </Fact>
          <Fact name={say("meal")}>{text(guest.meal)}</Fact>
          <Fact name={say("diets")}>{text(guest.diets.join(", "))}</Fact>
          <Fact name={say("allergies")}>
            {guest.allergies ? (
              <b class="warn-t">
                <Icon name="triangle-alert" small /> <bdi>{guest.allergies}</bdi>
              </b>
            ) : (
              text("")
            )}
          </Fact>
          <Fact name={say("plus_ones")}>{number(guest.plusOnes)}</Fact>
          <Fact name={say("is_child")}>{say(guest.isChild ? "yes" : "no")}</Fact>
          <Fact name={say("needs_wheelchair")}>{say(guest.needsWheelchair ? "yes" : "no")}</Fact>
        </dl>
      </section>
      <section>
        <h2>{say("reach")}</h2>
        <dl>
          <Fact name={say("phone")}>
            {guest.phone ? (
              <a href={`tel:${guest.phone.replace(/[^+\d]/g, "")}`}>
                <bdi dir="ltr">{guest.phone}</bdi>
              </a>
            ) : (
              text("")
            )}
          </Fact>
          <Fact name={say("email")}>
            {plainEmail.test(guest.email) ? (
              <a href={`mailto:${guest.email}`}>
                <bdi dir="ltr">{guest.email}</bdi>
              </a>
            ) : (
              text(guest.email)
            )}
          </Fact>
        </dl>
      </section>
      <section>
        <h2>{say("about")}</h2>
        <dl>
          <Fact name={say("rsvp")}>{say(`rsvp_${guest.reply}`)}</Fact>
          <Fact name={say("side")}>{say(guest.side ? `side_${guest.side}` : "side_none")}</Fact>
          <Fact name={say("gift_received")}>{say(guest.hasGift ? "yes" : "no")}</Fact>
          {guest.tags.length > 0 && <Fact name={say("tags")}>{text(guest.tags.join(", "))}</Fact>}
          <Fact name={say("notes")}>
            {guest.notes ? (
              <span class="long" dir="auto">
                {guest.notes}
              </span>
            ) : (
              text("")
            )}
          </Fact>
        </dl>
      </section>
    </div>
  );
}
