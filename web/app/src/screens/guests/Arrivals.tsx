import type { RecordId } from "@wedsync/client";
import { arrivalsOver, type Guest, stillToCome, tally } from "../../data/guests.ts";
import { guests as say } from "../../words/en/guests.ts";
import { clock, list } from "../../words/format.ts";
import { number } from "../../words/say.ts";

interface ArrivalsProps {
  readonly guests: readonly Guest[];
  readonly labels: ReadonlyMap<RecordId, string>;
  readonly nowMs: number;
}

const partiesMax = 5;

/** At which tables they sit, in words. */
function placeOf(guests: readonly Guest[], labels: ReadonlyMap<RecordId, string>): string {
  const found = new Set(
    guests.flatMap(({ table }) => (table === null ? [] : [labels.get(table) ?? ""])),
  );
  const names = [...found].filter(Boolean).slice(0, 3);
  return names.length > 0 ? list(names) : say("noTable");
}

/** How many are here, how they came, and who is still to come. */
export function Arrivals({ guests, labels, nowMs }: ArrivalsProps) {
  const { arrived, expected } = tally(guests);
  const stretches = arrivalsOver(guests, nowMs);
  const most = Math.max(1, ...stretches.map((each) => each.people));
  const parties = stillToCome(guests);
  const missing = parties.reduce((sum, each) => sum + each.people, 0);
  const first = stretches[0];
  const last = stretches.at(-1);
  return (
    <aside class="arrivals tb">
      <p class="big">
        <span class="num">{number(arrived)}</span>{" "}
        <small>{say("arrivedOf", { count: expected })}</small>
      </p>
      {first && last && (
        <figure>
          <figcaption class="xs">{say("perTen")}</figcaption>
          <div
            class="bars"
            role="img"
            aria-label={say("perTenLong", {
              time: clock(first.fromMs),
              numbers: stretches.map((each) => number(each.people)).join(", "),
            })}
          >
            {stretches.map((each) => (
              <i
                key={each.fromMs}
                class={each.isOpen ? "open" : ""}
                style={{ "--part": each.people / most }}
              >
                <b>{number(each.people)}</b>
              </i>
            ))}
          </div>
          <div class="bars-axis xs">
            <span>{clock(first.fromMs)}</span>
            {stretches.length > 2 && <span>{clock(last.fromMs)}</span>}
          </div>
        </figure>
      )}
      <div class="sec">
        <h2>{say("stillToCome")}</h2>
        <small>{say("people", { count: missing })}</small>
      </div>
      {parties.length === 0 && guests.length > 0 && <p class="s">{say("allHere")}</p>}
      <ul class="rows parties">
        {parties.slice(0, partiesMax).map((each) => (
          <li key={each.party}>
            <span class="grow two">
              <bdi class="b">{each.party || say("ownWay")}</bdi>
              <small>{placeOf(each.guests, labels)}</small>
            </span>
            <span>{number(each.people)}</span>
          </li>
        ))}
      </ul>
    </aside>
  );
}
