import type { CampaignReport, CampaignsAnswer, CreditModel } from "@wedsync/client";
import { useState } from "preact/hooks";
import { Select } from "../../parts/Field.tsx";
import { team as say } from "../../words/en/team.ts";
import { share } from "../../words/format.ts";
import { locale, number } from "../../words/say.ts";

const models: readonly CreditModel[] = [
  "position",
  "first",
  "last",
  "linear",
  "time_decay",
  "data_driven",
];
const whole = 1_000_000;

const credit = (millionths: number) =>
  new Intl.NumberFormat(locale.value, { maximumFractionDigits: 1 }).format(millionths / whole);

/** What a campaign did more than nothing: never without its range. */
function liftWords({ lift }: CampaignReport): string {
  if (!lift) return say("noLift");
  const { value, low, high } = lift.difference;
  const words = say("liftOf", { value: share(value), low: share(low), high: share(high) });
  return lift.is_clear ? words : `${words}, ${say("mayBeNone")}`;
}

/** What campaigns did. */
export function Campaigns({ answer }: { readonly answer: CampaignsAnswer }) {
  const [model, setModel] = useState<CreditModel>("position");
  // What was booked without any campaign is none.
  const campaigns = answer.campaigns.filter(({ campaign }) => campaign !== "");
  return (
    <section class="campaigns">
      <h2>{say("campaigns")}</h2>
      {campaigns.length === 0 ? (
        <p class="calm">{say("noCampaigns")}</p>
      ) : (
        <>
          <Select
            label={say("model")}
            value={model}
            onText={(text) => setModel(text as CreditModel)}
            options={models.map((each) => ({ value: each, label: say(`model_${each}`) }))}
          />
          <div class="team-scroll">
            <table>
              <thead>
                <tr>
                  <th scope="col">{say("campaign")}</th>
                  <th scope="col">{say("opened")}</th>
                  <th scope="col">{say("clicked")}</th>
                  <th scope="col">{say("converted")}</th>
                  <th scope="col">
                    {say("credit")} <small>{say("creditOf", { count: answer.conversions })}</small>
                  </th>
                  <th scope="col">{say("lift")}</th>
                </tr>
              </thead>
              <tbody>
                {campaigns.map((each) => (
                  <tr key={each.campaign}>
                    <th scope="row">
                      <bdi>{each.title || each.campaign}</bdi>
                      {each.is_known && (
                        <small>{say(each.is_running ? "isRunning" : "isOver")}</small>
                      )}
                    </th>
                    <td>{number(each.opened.people)}</td>
                    <td>{number(each.clicked.people)}</td>
                    <td>{number(each.converted.people)}</td>
                    <td>{credit(each.credit_millionths[model])}</td>
                    <td>{liftWords(each)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <p class="s">{say("people")}</p>
        </>
      )}
    </section>
  );
}
