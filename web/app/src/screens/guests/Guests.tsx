import type { ScopeId } from "@wedsync/client";
import { useMemo, useRef, useState } from "preact/hooks";
import { useClient } from "../../data/client.ts";
import { useWedding } from "../../data/events.ts";
import { finder } from "../../data/find_people.ts";
import { type Guest, isComing, tally, useGuests } from "../../data/guests.ts";
import { useNow } from "../../data/now.ts";
import { useLooking } from "../../data/presence.ts";
import { useTableNames } from "../../data/tables.ts";
import { Button, IconButton, LinkButton } from "../../parts/Button.tsx";
import { Empty } from "../../parts/Empty.tsx";
import { Head } from "../../parts/Head.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { InTurn } from "../../parts/InTurn.tsx";
import { List } from "../../parts/List.tsx";
import { Segmented } from "../../parts/Segmented.tsx";
import { paths } from "../../router/paths.ts";
import { NotFound } from "../../shell/ScreenView.tsx";
import { contacts } from "../../words/en/contacts.ts";
import { guests as say } from "../../words/en/guests.ts";
import { byText } from "../../words/order.ts";
import { locale, number } from "../../words/say.ts";
import type { ScreenProps } from "../index.ts";
import { Arrivals } from "./Arrivals.tsx";
import { GuestRow } from "./GuestRow.tsx";
import { KitchenStrip } from "./KitchenStrip.tsx";
import { WalkInDialog } from "./WalkInDialog.tsx";
import "./guests.css";

type Which = "everyone" | "toCome" | "here";

interface Shown {
  readonly guest: Guest;
  readonly spans: readonly (readonly [number, number])[];
}

const rowGuess = 72;

/** The guests by name, with the last name first where there is one. */
function sorted(guests: readonly Guest[]): readonly Guest[] {
  const key = (guest: Guest) => `${guest.lastName || guest.name} ${guest.firstName}`;
  return guests
    .map((guest) => ({ guest, key: key(guest) }))
    .sort((a, b) => byText(a.key, b.key))
    .map((each) => each.guest);
}

export default function Guests({ params }: ScreenProps) {
  const scope = params.scope ?? "";
  const client = useClient();
  const nowMs = useNow(client);
  const wedding = useWedding(scope);
  const { guests, isThere } = useGuests(scope);
  const tables = useTableNames(scope);
  const [words, setWords] = useState("");
  const [which, setWhich] = useState<Which>("everyone");
  const [walkIn, setWalkIn] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  useLooking(scope);

  const all = useMemo(() => sorted(guests), [guests, locale.value]);
  const search = useMemo(
    () =>
      finder(
        all,
        (guest) => guest.name,
        (guest) => guest.party,
      ),
    [all],
  );
  const labels = useMemo(() => new Map(tables.map((each) => [each.record, each.label])), [tables]);
  const partySizes = useMemo(() => {
    const sizes = new Map<string, number>();
    for (const { party } of guests) sizes.set(party, (sizes.get(party) ?? 0) + 1);
    return sizes;
  }, [guests]);

  const shown = useMemo((): readonly Shown[] => {
    const found =
      words.trim() === ""
        ? all.map((guest) => ({ guest, spans: [] }))
        : search(words).map(({ item, spans }) => ({ guest: item, spans }));
    if (which === "here") return found.filter(({ guest }) => guest.isIn);
    if (which === "toCome") return found.filter(({ guest }) => !guest.isIn && isComing(guest));
    return found;
  }, [all, search, words, which]);

  if (!wedding && isThere && guests.length === 0) return <NotFound />;
  const { arrived, expected } = tally(guests);
  const isSearching = words.trim() !== "";
  // The one filled button: the first who can be checked in, as long as somebody is looked for.
  const first = isSearching ? shown.find(({ guest }) => !guest.isIn)?.guest.record : undefined;

  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Escape" && words !== "") {
      event.preventDefault();
      setWords("");
    }
    if (event.key === "Enter" || event.key === "ArrowDown") {
      event.preventDefault();
      document.querySelector<HTMLElement>(".guests .check-in")?.focus();
    }
  };

  return (
    <>
      <Head
        title={say("title")}
        sub={
          <>
            {say("sub", { count: expected })}
            <span class="tb"> · {say("offlineSame")}</span>
          </>
        }
      >
        <span class="ph arrived-short" aria-hidden="true">
          <span class="num">{number(arrived)}</span> <small>/ {number(expected)}</small>
        </span>
        <Button icon="user-plus" onClick={() => setWalkIn("")}>
          {say("walkIn")}
        </Button>
      </Head>
      <div class="guests-grid">
        <section class="guests">
          <div class="find-guest">
            <label class="finder">
              <Icon name="search" />
              <span class="vh">{say("find")}</span>
              <input
                ref={input}
                type="text"
                dir="auto"
                inputMode="search"
                enterkeyhint="search"
                autocomplete="off"
                spellcheck={false}
                placeholder={say("findHint")}
                value={words}
                onInput={(event) => setWords(event.currentTarget.value)}
                onKeyDown={onKey}
              />
              <span class="xs nw" role="status">
                {isSearching && say("some", { found: shown.length, all: guests.length })}
              </span>
              {words !== "" && (
                <IconButton
                  icon="x"
                  label={say("clear")}
                  onClick={() => {
                    setWords("");
                    input.current?.focus();
                  }}
                />
              )}
            </label>
            <Segmented<Which>
              label={say("show")}
              value={which}
              onChange={setWhich}
              options={[
                { value: "everyone", label: say("everyone") },
                { value: "toCome", label: say("toCome") },
                { value: "here", label: say("here") },
              ]}
            />
          </div>
          {!isThere ? (
            <span class="blank blank-title" />
          ) : shown.length > 0 ? (
            <List<Shown>
              label={say("listLabel")}
              class="guest-list"
              items={shown}
              keyOf={({ guest }) => guest.record}
              guess={rowGuess}
              row={({ guest, spans }) => (
                <GuestRow
                  guest={guest}
                  spans={spans}
                  table={guest.table === null ? "" : (labels.get(guest.table) ?? "")}
                  partySize={partySizes.get(guest.party) ?? 1}
                  isFirst={guest.record === first}
                />
              )}
            />
          ) : (
            <Nobody
              scope={scope}
              words={words}
              hasGuests={guests.length > 0}
              which={which}
              onAdd={() => setWalkIn(words.trim())}
            />
          )}
        </section>
        <InTurn blank={<aside class="arrivals tb" />}>
          <Arrivals guests={guests} labels={labels} nowMs={nowMs} />
        </InTurn>
      </div>
      {guests.length > 0 && (
        <InTurn>
          <KitchenStrip scope={scope} guests={guests} nowMs={nowMs} />
        </InTurn>
      )}
      {walkIn !== null && (
        <WalkInDialog
          scope={scope}
          name={walkIn}
          tables={tables}
          guests={guests}
          onClose={() => setWalkIn(null)}
        />
      )}
    </>
  );
}

interface NobodyProps {
  readonly scope: ScopeId;
  readonly words: string;
  readonly hasGuests: boolean;
  readonly which: Which;
  readonly onAdd: () => void;
}

function Nobody({ scope, words, hasGuests, which, onAdd }: NobodyProps) {
  if (words.trim() !== "") {
    return (
      <Empty icon="search" title={say("nobodyFound")}>
        <p>{say("nobodyFoundText")}</p>
        <Button look="primary" icon="user-plus" onClick={onAdd}>
          {say("addAs", { name: words.trim() })}
        </Button>
      </Empty>
    );
  }
  if (hasGuests) {
    return <Empty icon="check" title={say(which === "here" ? "nobodyYet" : "allHere")} />;
  }
  return (
    <Empty icon="users" title={say("emptyTitle")}>
      <p>{say("emptyText")}</p>
      <div class="actions">
        <LinkButton look="primary" icon="upload" href={paths.importGuests(scope)}>
          {contacts("bringIn")}
        </LinkButton>
        <Button icon="user-plus" onClick={onAdd}>
          {say("walkIn")}
        </Button>
      </div>
    </Empty>
  );
}
