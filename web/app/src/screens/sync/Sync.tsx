import { momentWords } from "../../data/any_record.ts";
import { useClient } from "../../data/client.ts";
import { hourMs, minuteMs, useNow } from "../../data/now.ts";
import { useToDecide } from "../../data/to_decide.ts";
import { Button, LinkButton } from "../../parts/Button.tsx";
import { Head } from "../../parts/Head.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { paths } from "../../router/paths.ts";
import { photos } from "../../words/en/photos.ts";
import { shell } from "../../words/en/shell.ts";
import { sync as say } from "../../words/en/sync.ts";
import { bytes, minutes } from "../../words/format.ts";
import { locale, number } from "../../words/say.ts";
import { Devices } from "./Devices.tsx";
import { Export } from "./Export.tsx";
import { Lost } from "./Lost.tsx";
import { Refused } from "./Refused.tsx";
import { Space } from "./Space.tsx";
import { Waiting } from "./Waiting.tsx";
import "./sync.css";

/** What waits and what was refused, who is here, and what is on this device. */
export default function Sync() {
  const client = useClient();
  const nowMs = useNow(client);
  const status = client.status.value;
  const hub = client.identity.value?.hubName ?? say("hub");
  const { lastInSyncMs } = status;
  const sub =
    status.isInSync && status.refused === 0
      ? say("subNow", { hub })
      : lastInSyncMs === null
        ? say("subNever")
        : say("subShared", { when: momentWords(lastInSyncMs, nowMs), hub });
  return (
    <>
      <Head title={say("title")} sub={sub}>
        <LinkButton href={paths.performance}>{say("performance")}</LinkButton>
        <LinkButton href={paths.settings} icon="settings">
          {shell("settings")}
        </LinkButton>
      </Head>
      <Warnings />
      <div class="sync">
        <div class="sync-main">
          <Counts nowMs={nowMs} />
          <Refused nowMs={nowMs} />
          <Waiting nowMs={nowMs} />
        </div>
        <div class="sync-side">
          <Devices nowMs={nowMs} />
          <Space />
          <Export />
          <Lost />
        </div>
      </div>
    </>
  );
}

/** How far a clock may be off before it is worth a word. */
const clockMs = 2 * minuteMs;

function Warnings() {
  const client = useClient();
  const { isFull, isHubFull, clockAheadMs } = client.status.value;
  const pictures = client.pictures.value;
  const off = Math.abs(clockAheadMs ?? 0);
  const by = minutes(Math.min(Math.round(off / minuteMs), 9999 * (hourMs / minuteMs)));
  return (
    <>
      {isFull && (
        <section class="full-help">
          <h2>{say("fullTitle")}</h2>
          <p>{say("fullText")}</p>
          <ol>
            {(["full1", "full2", "full3", "full4"] as const).map((each) => (
              <li key={each}>{say(each)}</li>
            ))}
          </ol>
        </section>
      )}
      {isHubFull && (
        <p class="hint-line">
          <Icon name="hourglass" small /> {say("hubFull")}
        </p>
      )}
      {pictures.waiting.length > 0 && (
        <p class="hint-line">
          <Icon name="image" small />{" "}
          {photos(pictures.isHeldBack ? "waitingHeld" : "waiting", {
            count: pictures.waiting.length,
            size: bytes(pictures.waiting.reduce((sum, { size }) => sum + size, 0)),
          })}
        </p>
      )}
      {off > clockMs && (
        <p class="hint-line">
          <Icon name="clock" small />{" "}
          {say((clockAheadMs ?? 0) > 0 ? "clockAhead" : "clockBehind", { by })}
        </p>
      )}
    </>
  );
}

/** "in 20 sec.". */
const inSeconds = (ms: number): string =>
  new Intl.RelativeTimeFormat(locale.value, { style: "short" }).format(
    Math.max(0, Math.round(ms / 1000)),
    "second",
  );

/** The figures of the day, and the button to try at once. */
function Counts({ nowMs }: { readonly nowMs: number }) {
  const client = useClient();
  const { waiting, refused, connection, nextTryMs } = client.status.value;
  const toDecide = useToDecide();
  const words =
    connection === "open"
      ? say("online")
      : connection === "connecting"
        ? say("connecting")
        : connection === "refused"
          ? say("removed")
          : nextTryMs !== null
            ? say("nextTry", { when: inSeconds(nextTryMs - nowMs) })
            : say("offline");
  return (
    <div class="counts">
      <p>
        <b class="num">{number(waiting)}</b> {say("waitingCount")}
      </p>
      {refused > 0 && (
        <p class="bad-t">
          <b class="num">{number(refused)}</b> {say("refusedCount")}
        </p>
      )}
      {toDecide > 0 && (
        <p>
          <a href={paths.decide}>
            <b class="num">{number(toDecide)}</b> {say("decideCount")}
          </a>
        </p>
      )}
      <p class="s grow counts-say" role="status">
        {words}
      </p>
      {connection !== "open" && connection !== "refused" && (
        <Button icon="refresh-cw" onClick={() => client.retryNow()}>
          {shell("retryNow")}
        </Button>
      )}
    </div>
  );
}
