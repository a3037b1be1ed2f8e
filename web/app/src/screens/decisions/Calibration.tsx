import type { Point } from "../../data/decisions.ts";
import { decisions as say } from "../../words/en/decisions.ts";
import { share } from "../../words/format.ts";
import { number } from "../../words/say.ts";

const side = 300;
const edge = 40;
const x = (value: number) => edge + value * (side - 2 * edge);
const y = (value: number) => side - edge - value * (side - 2 * edge);

/** How sure suggestions were, across, and how often they were taken, up: on the line where both are the same. */
export function Calibration({
  points,
  miss,
}: {
  readonly points: readonly Point[];
  readonly miss: number | null;
}) {
  if (miss === null) return <p class="calm">{say("noAnswers")}</p>;
  const most = Math.max(...points.map((each) => each.whole));
  const words = say("miss", { points: number(Math.round(miss * 100)) });
  return (
    <>
      <p>{words}</p>
      <div class="calibration" dir="ltr">
        <svg viewBox={`0 0 ${side} ${side}`} role="img" aria-label={words}>
          <path class="axes" d={`M${x(0)} ${y(1)}V${y(0)}H${x(1)}`} />
          <path class="right" d={`M${x(0)} ${y(0)}L${x(1)} ${y(1)}`} />
          {points.map((each) => (
            <g key={each.confidence}>
              <path class="doubt" d={`M${x(each.confidence)} ${y(each.low)}V${y(each.high)}`} />
              <circle
                cx={x(each.confidence)}
                cy={y(each.share)}
                r={3 + 5 * Math.sqrt(each.whole / most)}
              />
            </g>
          ))}
          {[0, 0.5, 1].map((each) => (
            <g key={each}>
              <text x={x(each)} y={side - edge + 18} text-anchor="middle">
                {share(each)}
              </text>
              <text x={edge - 6} y={y(each) + 4} text-anchor="end">
                {share(each)}
              </text>
            </g>
          ))}
        </svg>
      </div>
      <p class="s">{say("plotHelp")}</p>
      <details>
        <summary>{say("asTable")}</summary>
        <table class="decision-figures">
          <thead>
            <tr>
              <th scope="col">{say("howSure")}</th>
              <th scope="col">{say("answers")}</th>
              <th scope="col">{say("taken")}</th>
              <th scope="col">{say("between")}</th>
            </tr>
          </thead>
          <tbody>
            {points.map((each) => (
              <tr key={each.confidence}>
                <th scope="row">{share(each.confidence)}</th>
                <td>{number(each.whole)}</td>
                <td>{share(each.share)}</td>
                <td>
                  {share(each.low)} – {share(each.high)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  );
}
