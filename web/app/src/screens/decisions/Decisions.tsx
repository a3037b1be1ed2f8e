import type { Decisions as Told } from "@wedsync/client";
import { useState } from "preact/hooks";
import { recordsIn } from "../../data/any_record.ts";
import { useClient } from "../../data/client.ts";
import {
  isByMachine,
  mayJudge,
  missOf,
  pointsOf,
  shareOf,
  useDecisions,
} from "../../data/decisions.ts";
import { useNamed } from "../../data/named.ts";
import { useNow } from "../../data/now.ts";
import { Button, LinkButton } from "../../parts/Button.tsx";
import { Empty } from "../../parts/Empty.tsx";
import { Head } from "../../parts/Head.tsx";
import { Segmented } from "../../parts/Segmented.tsx";
import { paths } from "../../router/paths.ts";
import { decisions as say } from "../../words/en/decisions.ts";
import { shell } from "../../words/en/shell.ts";
import { share } from "../../words/format.ts";
import { number } from "../../words/say.ts";
import { Calibration } from "./Calibration.tsx";
import { DecisionRow } from "./DecisionRow.tsx";
import { Fields } from "./Fields.tsx";
import "./decisions.css";

/** How decisions went, for those who answer for how they are made. */
export default function Decisions() {
  const identity = useClient().identity.value;
  const { decisions, hasFailed, again } = useDecisions();
  if (!mayJudge(identity)) {
    return (
      <>
        <Head title={say("title")} />
        <Empty icon="lock" title={say("notYours")} />
      </>
    );
  }
  if (hasFailed) {
    return (
      <>
        <Head title={say("title")} />
        <p class="calm">{say("failed")}</p>
        <Button onClick={again}>{shell("tryAgain")}</Button>
      </>
    );
  }
  if (decisions === null) return <span class="blank blank-title" />;
  return <Page decisions={decisions} again={again} />;
}

function Page({ decisions, again }: { readonly decisions: Told; readonly again: () => void }) {
  const points = pointsOf(decisions);
  return (
    <div class="decisions">
      <Head title={say("title")} sub={say(decisions.whole ? "sub" : "subPart")}>
        <LinkButton href={paths.decide} look="quiet">
          {shell("toDecide")}
        </LinkButton>
      </Head>
      <Totals totals={decisions.totals} />
      <Paused scopes={decisions.scopes} />
      <div class="decisions-halves">
        <section>
          <h2>{say("honest")}</h2>
          <Calibration points={points} miss={missOf(points)} />
        </section>
        <section>
          <h2>{say("perField")}</h2>
          <Fields fields={decisions.fields} onSet={again} />
        </section>
      </div>
      <Items decisions={decisions} onUndone={again} />
    </div>
  );
}

function Totals({ totals }: { readonly totals: Told["totals"] }) {
  const accepted = shareOf(totals.agreed, totals.suggested);
  const kept = shareOf(totals.kept, totals.machine);
  const figure = (value: string, words: string) => (
    <p>
      <b class="num">{value}</b>
      <span class="s">{words}</span>
    </p>
  );
  return (
    <div class="decisions-sums">
      {figure(number(totals.machine), say("byItself"))}
      {figure(
        kept ? share(kept.share) : "–",
        kept ? say("keptOf", { part: kept.part, whole: kept.whole }) : say("keptNone"),
      )}
      {figure(number(totals.person), say("byPeople"))}
      {figure(
        accepted ? share(accepted.share) : "–",
        accepted
          ? say("takenOf", {
              part: accepted.part,
              whole: accepted.whole,
              low: share(accepted.low),
              high: share(accepted.high),
            })
          : say("takenNone"),
      )}
    </div>
  );
}

/** The weddings where people answer otherwise than was thought. */
function Paused({ scopes }: { readonly scopes: Told["scopes"] }) {
  const names = new Map(useClient().scopes.value.map(({ scope, name }) => [scope, name]));
  return (
    <>
      {scopes
        .filter(({ paused }) => paused)
        .map(({ scope, would, right }) => (
          <p class="calm" key={scope}>
            {say("paused", { name: names.get(scope) ?? "", part: right, whole: would })}
          </p>
        ))}
    </>
  );
}

function Items({
  decisions,
  onUndone,
}: {
  readonly decisions: Told;
  readonly onUndone: () => void;
}) {
  const nowMs = useNow(useClient());
  const [by, setBy] = useState<"machine" | "person">("machine");
  const shown = decisions.items.filter((each) => isByMachine(each) === (by === "machine"));
  const named = useNamed(
    shown.flatMap((each) => [
      { scope: each.scope, record: each.record },
      ...recordsIn(each.scope, [each.value, ...each.replaced.map((one) => one.value)]),
    ]),
    decisions,
  );
  return (
    <section>
      <div class="sec">
        <h2>{say("all")}</h2>
        <Segmented
          label={say("whose")}
          value={by}
          onChange={setBy}
          options={[
            { value: "machine", label: say("byItself") },
            { value: "person", label: say("byPeople") },
          ]}
        />
      </div>
      {shown.length === 0 ? (
        <p class="calm">{say(by === "machine" ? "noneItself" : "nonePeople")}</p>
      ) : (
        <ul>
          {shown.map((each) => (
            <DecisionRow
              key={`${each.scope} ${each.dot} ${JSON.stringify(each.field)}`}
              decision={each}
              named={named}
              nowMs={nowMs}
              onUndone={onUndone}
            />
          ))}
        </ul>
      )}
      {decisions.more && <p class="s">{say("older")}</p>}
    </section>
  );
}
