import { useState } from "preact/hooks";
import { number } from "../words/say.ts";
import "./chart.css";

export interface Bar {
  readonly key: string;
  readonly label: string;
  readonly value: number;
  /** The number in words, where it is more than a number. */
  readonly text?: string;
}

interface BarChartProps {
  /** What the bars are of. */
  readonly caption: string;
  /** What a bar stands for, and what its number is. */
  readonly heads: readonly [string, string];
  readonly bars: readonly Bar[];
  /** The length of the axis; otherwise the largest value. */
  readonly whole?: number;
}

/** Bars in a table that says the same in numbers: one line each, however long its name is. */
export function BarChart({ caption, heads, bars, whole }: BarChartProps) {
  const most = Math.max(1, whole ?? 0, ...bars.map(({ value }) => value));
  return (
    <table class="chart">
      <caption>{caption}</caption>
      <thead class="vh">
        <tr>
          <th scope="col">{heads[0]}</th>
          <th scope="col">{heads[1]}</th>
        </tr>
      </thead>
      <tbody>
        {bars.map(({ key, label, value, text }) => (
          <tr key={key}>
            <th scope="row">
              <bdi>{label}</bdi>
              <svg class="chart-bar" aria-hidden="true">
                <rect width="100%" height="100%" class="chart-whole" />
                <rect width={`${(value / most) * 100}%`} height="100%" />
              </svg>
            </th>
            <td class="num">{text ?? number(value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export interface Point {
  readonly key: string;
  readonly label: string;
  readonly value: number;
}

interface LineChartProps {
  readonly caption: string;
  readonly heads: readonly [string, string];
  /** At least two, in order. */
  readonly points: readonly Point[];
  /** What chooses a point, for those who do not see the line. */
  readonly pick: string;
  readonly asTable: string;
}

const width = 600;
const height = 140;

/** The end of an axis: the next number with one digit and zeros. */
export function roundedUp(most: number): number {
  if (most <= 1) return 1;
  const ten = 10 ** Math.floor(Math.log10(most));
  return Math.ceil(most / ten) * ten;
}

/**
 * A line over days. One of them is read out: chosen by a slider, which keys, fingers and readers
 * all know. The table below it says the same.
 */
export function LineChart({ caption, heads, points, pick, asTable }: LineChartProps) {
  const [chosen, setChosen] = useState(points.length - 1);
  const at = Math.min(chosen, points.length - 1);
  const point = points[at];
  const top = roundedUp(Math.max(...points.map(({ value }) => value)));
  const x = (index: number) => (index / Math.max(1, points.length - 1)) * width;
  const y = (value: number) => height - (value / top) * height;
  const line = points.map(({ value }, index) => `${x(index)} ${y(value)}`).join("L");
  if (!point) return null;
  const said = `${point.label}: ${number(point.value)}`;
  return (
    <figure class="line-chart">
      <figcaption>
        <b>{caption}</b>
        <span class="num">{said}</span>
      </figcaption>
      <div class="line-plot">
        <span class="line-top num" aria-hidden="true">
          {number(top)}
        </span>
        <svg viewBox={`0 -4 ${width} ${height + 8}`} preserveAspectRatio="none" aria-hidden="true">
          <path
            class="line-grid"
            d={`M0 0H${width}M0 ${height / 2}H${width}M0 ${height}H${width}`}
          />
          <path class="line-area" d={`M0 ${height}L${line}L${width} ${height}Z`} />
          <path class="line-line" d={`M${line}`} />
          <path class="line-now" d={`M${x(at)} 0V${height}`} />
        </svg>
      </div>
      <input
        type="range"
        min={0}
        max={points.length - 1}
        value={at}
        aria-label={pick}
        aria-valuetext={said}
        onInput={(event) => setChosen(Number(event.currentTarget.value))}
      />
      <p class="line-ends s" aria-hidden="true">
        <span>{points[0]?.label}</span>
        <span>{points.at(-1)?.label}</span>
      </p>
      <details>
        <summary>{asTable}</summary>
        <table class="chart">
          <caption class="vh">{caption}</caption>
          <thead>
            <tr>
              <th scope="col">{heads[0]}</th>
              <th scope="col">{heads[1]}</th>
            </tr>
          </thead>
          <tbody>
            {points.map(({ key, label, value }) => (
              <tr key={key}>
                <th scope="row">{label}</th>
                <td class="num">{number(value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
