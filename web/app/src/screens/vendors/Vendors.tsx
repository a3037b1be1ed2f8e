import { rowKey } from "@wedsync/client";
import { type Arrival, arrive, lateBy, useArrivals } from "../../data/arrivals.ts";
import { useClient } from "../../data/client.ts";
import { useWeddings, type Wedding } from "../../data/events.ts";
import { hourMs, minuteMs, nowMs as momentOf, useNow } from "../../data/now.ts";
import { useLooking } from "../../data/presence.ts";
import {
  boardOfArrivals,
  elsewhere,
  leave,
  type Stand,
  useVendors,
  type Vendor,
} from "../../data/vendors.ts";
import { Button } from "../../parts/Button.tsx";
import { Empty } from "../../parts/Empty.tsx";
import { Head } from "../../parts/Head.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Segmented } from "../../parts/Segmented.tsx";
import { paths } from "../../router/paths.ts";
import { go, place } from "../../router/router.ts";
import { useAct } from "../../shell/act.ts";
import { shell } from "../../words/en/shell.ts";
import { vendors as say } from "../../words/en/vendors.ts";
import { minutes, moment, since } from "../../words/format.ts";
import { Areas } from "../areas/Areas.tsx";
import type { ScreenProps } from "../index.ts";
import { Call } from "./Call.tsx";
import "./vendors.css";

/** When, in words, as it matters for how they stand. */
function whenOf(arrival: Arrival, nowMs: number): string {
  const { dueMs, hereAtMs, leftAtMs } = arrival;
  if (leftAtMs !== null) return say("leftAt", { time: moment(leftAtMs, nowMs) });
  if (arrival.isHere) {
    if (hereAtMs === null) return "";
    const late = dueMs === null ? 0 : Math.floor((hereAtMs - dueMs) / minuteMs);
    const time = moment(hereAtMs, nowMs);
    return late > 5 ? say("sinceLate", { time, late: minutes(late) }) : say("since", { time });
  }
  if (dueMs === null) return say("noTime");
  const late = Math.floor(lateBy(arrival, nowMs) / minuteMs);
  const time = moment(dueMs, nowMs);
  return late > 0
    ? say("dueLate", { time, late: minutes(late) })
    : say("dueIn", { time, when: since(dueMs, nowMs) });
}

interface LineProps {
  readonly arrival: Arrival;
  readonly vendor: Vendor | undefined;
  readonly others: readonly Vendor[];
  readonly wedding: Wedding | undefined;
  readonly isNamed: boolean;
  readonly halls: ReadonlyMap<string, string>;
  readonly stand: Stand;
  readonly nowMs: number;
  /** The thing to do next. */
  readonly isFirst: boolean;
}

function Line({
  arrival,
  vendor,
  others,
  wedding,
  isNamed,
  halls,
  stand,
  nowMs,
  isFirst,
}: LineProps) {
  const client = useClient();
  const commit = useAct();
  const name = arrival.label || vendor?.name || "–";
  const beside = [
    vendor && vendor.name !== name ? vendor.name : "",
    isNamed ? (wedding?.hall ?? "") : "",
    arrival.gate,
    vendor?.contactName ?? "",
  ].filter(Boolean);
  const isUnshared = client.unshared.value.has(rowKey(arrival));
  return (
    <li class={`vendor ${stand}`}>
      <div class="grow two covered">
        <span>
          {vendor ? (
            <a class="cover b" href={paths.vendor(arrival.scope, vendor.record)}>
              <bdi>{name}</bdi>
            </a>
          ) : (
            <bdi class="b">{name}</bdi>
          )}
          {isUnshared && (
            <i class="dot" role="img" aria-label={shell("notShared")} title={shell("notShared")} />
          )}
        </span>
        <span class={stand === "late" ? "when warn-t" : "when"}>
          {stand === "late" && <Icon name="triangle-alert" small />} {whenOf(arrival, nowMs)}
        </span>
        <small>
          {beside.map((each, at) => (
            <span key={each}>
              {at > 0 && " · "}
              <bdi>{each}</bdi>
            </span>
          ))}
        </small>
        {others.map((each) => (
          <small key={rowKey(each)} class="also">
            <Icon name="split" small /> {say("alsoAt")}{" "}
            <a href={paths.vendor(each.scope, each.record)}>
              <bdi>{halls.get(each.scope)}</bdi>
            </a>
          </small>
        ))}
      </div>
      <div class="acts">
        {(stand === "late" || stand === "expected") && vendor && (
          <Call phone={vendor.phone} name={vendor.contactName || vendor.name} />
        )}
        {(stand === "late" || stand === "expected") && (
          <Button
            look={isFirst ? "primary" : "plain"}
            big
            aria-label={say("arrivedName", { name })}
            onClick={() =>
              void commit(arrive(arrival, momentOf(client)), say("saidArrived", { name }))
            }
          >
            {say("arrived")}
          </Button>
        )}
        {stand === "here" && (
          <Button
            look="quiet"
            aria-label={say("hasLeftName", { name })}
            onClick={() => void commit(leave(arrival, momentOf(client)), say("saidLeft", { name }))}
          >
            {say("hasLeft")}
          </Button>
        )}
      </div>
    </li>
  );
}

/** Who is due, here, late and gone. */
export default function Vendors({ params }: ScreenProps) {
  const scope = params.scope ?? "";
  const client = useClient();
  const nowMs = useNow(client);
  const isAll = new URLSearchParams(place.value.search).has("all");
  const weddings = useWeddings();
  const { vendors, isThere } = useVendors();
  const every = useArrivals();
  useLooking(scope);
  const arrivals = isAll ? every : every.filter((each) => each.scope === scope);
  const board = boardOfArrivals(arrivals, nowMs);
  const halls = new Map(weddings.map((each) => [each.scope, each.hall || each.name]));
  const planned = new Set(arrivals.map((each) => each.vendor));
  const unplanned = vendors.filter(
    (each) => (isAll || each.scope === scope) && !planned.has(each.record) && !each.isCancelled,
  );
  if (!isThere) return <span class="blank blank-title" />;

  /** The first who is late, else the first who is due within the hour. */
  const isNext = (stand: Stand, { dueMs }: Arrival) =>
    board.late.length > 0
      ? stand === "late"
      : stand === "expected" && dueMs !== null && dueMs - nowMs < hourMs;
  const lines = (stand: Stand) =>
    board[stand].map((arrival, at) => {
      const vendor = vendors.find((each) => each.record === arrival.vendor);
      return (
        <Line
          key={rowKey(arrival)}
          arrival={arrival}
          vendor={vendor}
          others={vendor ? elsewhere(vendor, vendors) : []}
          wedding={weddings.find((each) => each.scope === arrival.scope)}
          isNamed={isAll}
          halls={halls}
          stand={stand}
          nowMs={nowMs}
          isFirst={at === 0 && isNext(stand, arrival)}
        />
      );
    });
  const column = (stand: Stand, none: string) => (
    <section class="stand">
      <div class="sec">
        <h2>{say(stand)}</h2>
        <span class="num">{board[stand].length}</span>
      </div>
      {board[stand].length === 0 ? (
        <p class="calm">{none}</p>
      ) : (
        <ul class="rows">{lines(stand)}</ul>
      )}
    </section>
  );
  return (
    <>
      <Head
        title={say("title")}
        sub={say("sub", {
          here: board.here.length,
          late: board.late.length,
          expected: board.expected.length,
        })}
      >
        <Segmented
          label={say("scopeLabel")}
          value={isAll ? "all" : "one"}
          onChange={(value) =>
            go(paths.vendors(scope) + (value === "all" ? "?all" : ""), "replace")
          }
          options={[
            { value: "one", label: say("thisOne") },
            { value: "all", label: say("allOfThem") },
          ]}
        />
      </Head>
      {!isAll && <Areas scope={scope} collection="vendors" />}
      {arrivals.length === 0 && unplanned.length === 0 ? (
        <Empty icon="truck" title={say("emptyTitle")}>
          <p>{say("emptyText")}</p>
        </Empty>
      ) : (
        <div class="stands">
          <div>
            {board.late.length > 0 && column("late", say("noneLate"))}
            {column("expected", say("noneExpected"))}
          </div>
          <div>
            {column("here", say("noneHere"))}
            {board.left.length > 0 && column("left", "")}
            {unplanned.length > 0 && (
              <section class="stand">
                <h2>{say("withoutArrival")}</h2>
                <ul class="rows">
                  {unplanned.map((each) => (
                    <li key={rowKey(each)} class="covered">
                      <a class="cover b grow" href={paths.vendor(each.scope, each.record)}>
                        <bdi>{each.name}</bdi>
                      </a>
                      <Call phone={each.phone} name={each.contactName || each.name} />
                    </li>
                  ))}
                </ul>
              </section>
            )}
          </div>
        </div>
      )}
    </>
  );
}
