import type { CampaignsAnswer } from "@wedsync/client";
import { useState } from "preact/hooks";
import { everyDay, useUsage } from "../../data/usage.ts";
import { BarChart, LineChart } from "../../parts/Chart.tsx";
import { Segmented } from "../../parts/Segmented.tsx";
import { charts as say } from "../../words/en/charts.ts";
import { list, minutes, utcDay } from "../../words/format.ts";

const days = 30;
const minuteMs = 60_000;

/** How the tablets were used, day by day; nothing where nobody counted. */
export function Usage() {
  const usage = useUsage(days);
  const [what, setWhat] = useState<"edits" | "sessions" | "devices">("edits");
  if (usage === null || usage.days.length === 0) return null;
  return (
    <section>
      <div class="chart-head">
        <h2>{say("usage")}</h2>
        <Segmented
          label={say("usage")}
          value={what}
          onChange={setWhat}
          options={[
            { value: "edits", label: say("edits") },
            { value: "sessions", label: say("sessions") },
            { value: "devices", label: say("devices") },
          ]}
        />
      </div>
      <LineChart
        caption={say(what)}
        heads={[say("day"), say(what)]}
        pick={say("pickDay")}
        asTable={say("asTable")}
        points={everyDay(usage, days).map((each) => ({
          key: String(each.day),
          label: utcDay(each.day),
          value: each[what],
        }))}
      />
      {usage.session_ms !== null && (
        <p class="s">
          {say("half", { time: minutes(Math.max(1, Math.round(usage.session_ms.p50 / minuteMs))) })}
        </p>
      )}
      {usage.missing.length > 0 && (
        <p class="s">{say("missing", { names: list(usage.missing) })}</p>
      )}
    </section>
  );
}

/** How many booked after each campaign. */
export function Conversions({ answer }: { readonly answer: CampaignsAnswer }) {
  const known = answer.campaigns.filter(({ campaign }) => campaign !== "");
  if (known.length === 0) return null;
  return (
    <section>
      <BarChart
        caption={say("booked")}
        heads={[say("campaign"), say("people")]}
        bars={known.map((each) => ({
          key: each.campaign,
          label: each.title || each.campaign,
          value: each.converted.people,
        }))}
      />
    </section>
  );
}
