import type { Milestone } from "@wedsync/client";
import { byNeed, useCampaigns, useEvents, useHealth, useMilestones } from "../../data/team.ts";
import { Button } from "../../parts/Button.tsx";
import { Head } from "../../parts/Head.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { shell } from "../../words/en/shell.ts";
import { team as say } from "../../words/en/team.ts";
import { dayMonth, stamp } from "../../words/format.ts";
import { Campaigns } from "./Campaigns.tsx";
import { Conversions, Usage } from "./Charts.tsx";
import { Invitations } from "./Invitations.tsx";
import { News } from "./News.tsx";
import { Suppliers } from "./Suppliers.tsx";
import { Weddings } from "./Weddings.tsx";
import { milestoneWords } from "./words.ts";
import "./team.css";

const shownMax = 12;

/** How it goes with suppliers, what they reached, what campaigns did: all of it offline. */
export default function Team() {
  const health = useHealth();
  const milestones = useMilestones();
  const events = useEvents();
  const campaigns = useCampaigns();
  const all = [health, milestones, events, campaigns];
  const again = () => {
    for (const each of all) each.again();
  };
  if (all.some((each) => each.hasFailed)) {
    return (
      <>
        <Head title={say("title")} />
        <p class="calm">{say("failed")}</p>
        <Button onClick={again}>{shell("tryAgain")}</Button>
      </>
    );
  }
  if (!health.answer || !milestones.answer || !events.answer || !campaigns.answer) {
    return <span class="blank blank-title" />;
  }
  return (
    <div class="team">
      <Head title={say("title")} sub={say("sub", { time: stamp(health.answer.as_of) })} />
      <News />
      <Suppliers suppliers={byNeed(health.answer)} onChanged={again} />
      <Reached milestones={milestones.answer.milestones} />
      <Weddings events={events.answer.events} />
      <Campaigns answer={campaigns.answer} />
      <Conversions answer={campaigns.answer} />
      <Usage />
      <Invitations />
    </div>
  );
}

/** What was reached lately. */
function Reached({ milestones }: { readonly milestones: readonly Milestone[] }) {
  const latest = [...milestones].sort((a, b) => b.achieved_at - a.achieved_at).slice(0, shownMax);
  return (
    <section>
      <h2>{say("reached")}</h2>
      {latest.length === 0 && <p class="calm">{say("noneReached")}</p>}
      <ul class="reached">
        {latest.map((each) => (
          <li key={`${each.supplier} ${each.type}`}>
            <Icon name="check" small />
            <span class="grow two">
              <span class="b">{milestoneWords(each.type)}</span>
              <small>
                <bdi>{each.supplier}</bdi> · {dayMonth(each.achieved_at)}
              </small>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
