import { useEffect, useRef } from "preact/hooks";
import { momentWords } from "../../data/any_record.ts";
import { useArrivals } from "../../data/arrivals.ts";
import { useClient } from "../../data/client.ts";
import {
  type Reachable,
  type Supplier,
  standingOfArrival,
  useSheet,
} from "../../data/contact_sheet.ts";
import { useWedding } from "../../data/events.ts";
import { useNow } from "../../data/now.ts";
import { useLooking } from "../../data/presence.ts";
import { telOf } from "../../data/vendor_names.ts";
import { Button } from "../../parts/Button.tsx";
import { Empty } from "../../parts/Empty.tsx";
import { Head } from "../../parts/Head.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Paper } from "../../parts/Paper.tsx";
import { PrintStamp } from "../../parts/PrintStamp.tsx";
import { pathOf } from "../../router/paths.ts";
import { contacts as say } from "../../words/en/contacts.ts";
import { fields } from "../../words/en/fields.ts";
import { shell } from "../../words/en/shell.ts";
import { clock } from "../../words/format.ts";
import type { ScreenProps } from "../index.ts";
import "./contacts.css";

/** Whom to call, on one page that prints as one. */
export default function Contacts({ params }: ScreenProps) {
  const scope = params.scope ?? "";
  const client = useClient();
  const nowMs = useNow(client);
  const wedding = useWedding(scope);
  const arrivals = useArrivals(scope);
  const { sheet, isThere } = useSheet(scope, arrivals);
  const isEmpty = sheet.couple.length + sheet.suppliers.length + sheet.others.length === 0;
  useLooking(scope, params.record);
  return (
    <div class="contacts">
      <Head
        title={say("title")}
        sub={say("sub", { name: wedding?.name ?? "", time: clock(nowMs) })}
      >
        <Button icon="printer" onClick={() => window.print()}>
          {shell("print")}
        </Button>
      </Head>
      <Paper
        isQuiet
        head={`${say("title")} · ${wedding?.name ?? ""}`}
        foot={<PrintStamp content={sheet} />}
      >
        {wedding?.coordinator && (
          <p class="b">{say("coordinator", { name: wedding.coordinator })}</p>
        )}
        {!isThere && <span class="blank" />}
        {isThere && isEmpty && <Empty icon="phone" title={say("none")} />}
        {(["suppliers", "couple", "others"] as const).map((each) => (
          <Group
            key={each}
            title={say(each)}
            scope={scope}
            people={sheet[each]}
            at={params.record}
            nowMs={nowMs}
          />
        ))}
      </Paper>
    </div>
  );
}

interface GroupProps {
  readonly title: string;
  readonly scope: string;
  readonly people: readonly (Reachable | Supplier)[];
  /** The record of the address, which is shown. */
  readonly at: string | undefined;
  readonly nowMs: number;
}

function Group({ title, scope, people, at, nowMs }: GroupProps) {
  if (people.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <ul class="rows contact-rows">
        {people.map((each) => (
          <Person
            key={each.record}
            person={each}
            scope={scope}
            isAsked={each.record === at}
            nowMs={nowMs}
          />
        ))}
      </ul>
    </section>
  );
}

interface PersonProps {
  readonly person: Reachable | Supplier;
  readonly scope: string;
  readonly isAsked: boolean;
  readonly nowMs: number;
}

function Person({ person, scope, isAsked, nowMs }: PersonProps) {
  const ref = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isAsked) ref.current?.scrollIntoView({ block: "center" });
  }, [isAsked]);
  const tel = telOf(person.phone);
  const arrival = "arrival" in person ? person.arrival : null;
  const standing = standingOfArrival(arrival, nowMs);
  const time = (ms: number | null | undefined) => momentWords(ms ?? 0, nowMs);
  return (
    <li
      ref={ref}
      class={isAsked ? "covered is-asked" : "covered"}
      {...(isAsked && { "aria-current": "true" })}
    >
      <span class="grow two">
        {person.collection === "vendors" ? (
          <a class="b cover" href={pathOf(person.collection, scope, person.record)}>
            <bdi>{person.name}</bdi>
          </a>
        ) : (
          <span class="b">
            <bdi>{person.name}</bdi>
          </span>
        )}
        <small>
          <bdi>{person.about}</bdi>
          {person.about && person.email && " · "}
          <bdi>{person.email}</bdi>
        </small>
      </span>
      {standing && (
        <small class={standing === "late" ? "warn-t nw" : "nw"}>
          {standing === "here"
            ? say("here", { time: time(arrival?.hereAtMs) })
            : say(standing, { time: time(arrival?.dueMs) })}
        </small>
      )}
      {person.email && (
        <a
          class="btn quiet icon no-print"
          href={`mailto:${encodeURIComponent(person.email)}`}
          aria-label={`${fields("email")}: ${person.name}`}
        >
          <Icon name="mail" />
        </a>
      )}
      {tel ? (
        <a class="btn contact-call" href={tel} aria-label={`${shell("call")}: ${person.name}`}>
          <Icon name="phone" small />
          <bdi dir="ltr">{person.phone}</bdi>
        </a>
      ) : (
        <small>{person.phone ? <bdi>{person.phone}</bdi> : say("noPhone")}</small>
      )}
    </li>
  );
}
