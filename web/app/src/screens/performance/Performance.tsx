import { useEffect, useState } from "preact/hooks";
import { useClient } from "../../data/client.ts";
import { type Action, durations, marks, moments, slowestTap } from "../../data/measure.ts";
import { minuteMs } from "../../data/now.ts";
import { Button } from "../../parts/Button.tsx";
import { Head } from "../../parts/Head.tsx";
import { Meter } from "../../parts/Meter.tsx";
import { toast } from "../../shell/toasts.ts";
import { version } from "../../version.ts";
import { performance as say } from "../../words/en/performance.ts";
import { bytes, clock, minutes } from "../../words/format.ts";
import { locale, number } from "../../words/say.ts";
import { offlineMs, spanOf, startPhases, waitingPath, xOf } from "./figures.ts";
import "./performance.css";

/** What may take how long at most, in ms, 19 of 20 times. */
const limits: Readonly<Record<Action, number>> = {
  search: 100,
  query: 100,
  get: 50,
  history: 200,
  commit: 50,
  share: 1000,
};
const actions: readonly Action[] = ["search", "query", "get", "history", "commit", "share"];

const ms = (value: number) => number(value < 10 ? Math.round(value * 10) / 10 : Math.round(value));

/** "27 ms", "1.4 sec": a figure that stands alone. */
function lasting(value: number): string {
  const isLong = value >= 1000;
  return new Intl.NumberFormat(locale.value, {
    style: "unit",
    unit: isLong ? "second" : "millisecond",
    unitDisplay: "short",
    maximumFractionDigits: isLong || value < 10 ? 1 : 0,
  }).format(isLong ? value / 1000 : value);
}

const memoryOf = (): number | null => {
  const { memory } = performance as Performance & { memory?: { usedJSHeapSize: number } };
  return memory?.usedJSHeapSize ?? null;
};

/** What was measured, as text to be sent to somebody who helps. */
function report(space: { used: number; quota: number } | null): string {
  const lines = actions.map((each) => {
    const kept = durations[each];
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => kept.at(share)?.toFixed(1) ?? "-");
    return `${each}: n=${kept.count} p50=${p50} p95=${p95} p99=${p99} ms`;
  });
  return [
    `WedSync ${version}, ${new Date().toISOString()}`,
    navigator.userAgent,
    ...startPhases(performance, marks).map(
      ({ name, ms: at }) => `start ${name}: ${at?.toFixed(0) ?? "-"} ms`,
    ),
    ...lines,
    `slowest tap: ${slowestTap ?? "-"} ms`,
    `heap: ${memoryOf() ?? "-"}`,
    `space: ${space ? `${space.used} of ${space.quota}` : "-"}`,
  ].join("\n");
}

/** What this tab measured of itself. Nothing of it is sent. */
export default function PerformanceScreen() {
  const client = useClient();
  const [, redraw] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => redraw((count) => count + 1), 2000);
    return () => clearInterval(timer);
  }, []);
  const { space, waiting } = client.status.value;
  const phases = startPhases(performance, marks);
  const shown = phases.find((each) => each.name === "paint")?.ms ?? null;
  const saved = durations.commit.at(0.95);
  const copy = () =>
    navigator.clipboard.writeText(report(space)).then(
      () => toast(say("copied")),
      () => toast(say("copyFailed"), { kind: "bad" }),
    );
  const memory = memoryOf();
  return (
    <>
      <Head title={say("title")} sub={say("sub", { time: clock(performance.timeOrigin) })}>
        <Button icon="share-2" onClick={() => void copy()}>
          {say("copy")}
        </Button>
      </Head>
      <div class="speeds">
        <Figure value={saved === null ? null : lasting(saved)} words={say("toSave")} />
        <Figure value={slowestTap === null ? null : lasting(slowestTap)} words={say("toAnswer")} />
        <Figure value={shown === null ? null : lasting(shown)} words={say("toShow")} />
        <Figure value={number(durations.commit.count)} words={say("changes")} />
      </div>
      <div class="measures">
        <HowLong />
        <div class="measures-side">
          <Time waiting={waiting} />
        </div>
      </div>
      <div class="measures-low">
        <section>
          <h2>{say("start")}</h2>
          <table>
            <tbody>
              {phases.map((each) => (
                <tr key={each.name}>
                  <th scope="row">{say(`s_${each.name}`)}</th>
                  <td>{each.ms === null ? "–" : lasting(each.ms)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
        <section>
          <h2>{say("memory")}</h2>
          <p class="num big">{memory === null ? "–" : bytes(memory)}</p>
          {memory === null && <p class="s">{say("notHere")}</p>}
        </section>
        <section>
          <h2>{say("space")}</h2>
          {space ? (
            <>
              <Meter part={space.used} whole={space.quota} />
              <p class="s">
                {say("usedOf", { used: bytes(space.used), quota: bytes(space.quota) })}
              </p>
            </>
          ) : (
            <p class="s">{say("notHere")}</p>
          )}
        </section>
      </div>
      <p class="s">{say("honest")}</p>
    </>
  );
}

function Figure({ value, words }: { readonly value: string | null; readonly words: string }) {
  return (
    <p>
      <b class="num">{value ?? "–"}</b>
      <span class="s">{value === null ? `${words}: ${say("notYet")}` : words}</span>
    </p>
  );
}

/** The middle, the slow and the slowest of each action on one scale, beside our limit. */
function HowLong() {
  return (
    <section>
      <div class="sec">
        <h2>{say("howLong")}</h2>
        <p class="s tb">{say("logScale")}</p>
      </div>
      <table class="how-long">
        <thead>
          <tr>
            <th scope="col">{say("action")}</th>
            <td class="scale tb" aria-hidden="true">
              {[1, 10, 100, 1000].map((each) => (
                <i key={each} style={{ "--x": xOf(each) }}>
                  {number(each)}
                </i>
              ))}
            </td>
            <th scope="col">p50</th>
            <th scope="col">p95</th>
            <th scope="col">p99</th>
            <th scope="col">{say("times")}</th>
          </tr>
        </thead>
        <tbody>
          {actions.map((each) => {
            const kept = durations[each];
            const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => kept.at(share));
            return (
              <tr key={each}>
                <th scope="row">{say(`a_${each}`)}</th>
                <td class="scale tb" aria-hidden="true">
                  {[p50, p99, p95].map(
                    (value, at) =>
                      value != null && (
                        <i
                          key={at}
                          class={at === 2 ? "dot-p on" : "dot-p"}
                          style={{ "--x": xOf(value) }}
                        />
                      ),
                  )}
                  <i class="limit" style={{ "--x": xOf(limits[each]) }} />
                </td>
                <td>{p50 == null ? "–" : ms(p50)}</td>
                <td>
                  <b>{p95 == null ? "–" : ms(p95)}</b>
                </td>
                <td>{p99 == null ? "–" : ms(p99)}</td>
                <td class="s">{number(kept.count)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p class="s how-key tb" aria-hidden="true">
        <i class="dot-p" /> p50, p99 <i class="dot-p on" /> p95 <i class="limit" /> {say("limit")}
      </p>
    </section>
  );
}

/** How many changes waited, and when there was a network, since the app was opened. */
function Time({ waiting }: { readonly waiting: number }) {
  const now = Date.now();
  const span = spanOf(moments, now);
  const most = Math.max(0, ...moments.map((each) => each.waiting));
  const away = Math.round(offlineMs(moments, now) / minuteMs);
  return (
    <>
      <section>
        <div class="sec">
          <h2>{say("waiting")}</h2>
          <p class="s">{say("waitingNow", { now: waiting, most })}</p>
        </div>
        <svg
          class="steps-chart"
          viewBox="0 0 300 90"
          preserveAspectRatio="none"
          role="img"
          aria-label={say("waitingNow", { now: waiting, most })}
        >
          <path d={waitingPath(moments, span, 300, 90)} />
        </svg>
      </section>
      <section>
        <div class="sec">
          <h2>{say("network")}</h2>
          <p class="s">{say("offlineFor", { time: minutes(away) })}</p>
        </div>
        <div class="network" aria-hidden="true">
          {moments.map((each, at) => {
            const end = moments[at + 1]?.ms ?? now;
            const share = (end - each.ms) / Math.max(1, span.endMs - span.startMs);
            return <i key={each.ms} class={each.isOpen ? "on" : ""} style={{ "--share": share }} />;
          })}
        </div>
        <p class="xs network-ends">
          <span>{clock(span.startMs)}</span>
          <span>{clock(now)}</span>
        </p>
      </section>
    </>
  );
}
