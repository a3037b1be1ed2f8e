import type { Block, Board, Lane } from "../../data/board.ts";
import { minuteMs } from "../../data/now.ts";
import { Icon } from "../../parts/Icon.tsx";
import { Meter } from "../../parts/Meter.tsx";
import { paths } from "../../router/paths.ts";
import { today as say } from "../../words/en/today.ts";
import { clock, minutes } from "../../words/format.ts";
import { number } from "../../words/say.ts";

const halfHour = 30 * minuteMs;

/** The half hours of the span, without the one under the mark of now and the last edge. */
function ticksOf(board: Board, nowMs: number): { ms: number; part: number }[] {
  const span = board.endMs - board.startMs;
  const ticks = [];
  for (let ms = Math.ceil(board.startMs / halfHour) * halfHour; ms < board.endMs; ms += halfHour) {
    const part = (ms - board.startMs) / span;
    const isCrowded = Math.abs(ms - nowMs) < 14 * minuteMs || part > 0.97 || part < 0.03;
    if (!isCrowded) ticks.push({ ms, part });
  }
  return ticks;
}

function nextWords(lane: Lane) {
  if (lane.late) {
    const { title, byMin } = lane.late;
    return <small class="ph warn-t">{say("lateMin", { name: title, time: minutes(byMin) })}</small>;
  }
  return lane.next ? (
    <small class="ph">
      <bdi>{lane.next.title}</bdi> {clock(lane.next.startsMs)}
    </small>
  ) : null;
}

interface BlockProps {
  readonly block: Block;
  readonly scope: string;
  /** Where now is, as a part of the board. */
  readonly now: number;
}

function BlockView({ block, scope, now }: BlockProps) {
  const names = { now: "now", late: "late", "to come": "" };
  const behind = (now - block.from) / block.width;
  const isCrossed = behind > 0 && behind < 0.8;
  return (
    <li
      class={`${names[block.kind]}${isCrossed ? " behind" : ""}`}
      style={{ "--from": block.from, "--width": block.width, "--behind": behind }}
    >
      <a
        href={paths.timelineItem(scope, block.record)}
        title={`${clock(block.startsMs)} ${block.title}`}
      >
        {block.kind === "late" && <Icon name="triangle-alert" small />}
        <bdi>{block.kind === "late" ? say("late", { name: block.title }) : block.title}</bdi>
        {block.shiftedMin !== 0 && (
          <em>
            <span aria-hidden="true" dir="ltr">
              {block.shiftedMin > 0 ? "+" : "−"}
              {number(Math.abs(block.shiftedMin))}
            </span>
            <span class="vh">{say("moved", { minutes: block.shiftedMin })}</span>
          </em>
        )}
        <span class="vh">, {say("starts", { time: clock(block.startsMs) })}</span>
      </a>
    </li>
  );
}

/** The weddings of the day with their next three hours, on one board. */
export function BoardView({ board, nowMs }: { readonly board: Board; readonly nowMs: number }) {
  const now = (nowMs - board.startMs) / (board.endMs - board.startMs);
  const isNowShown = now >= 0 && now <= 1;
  return (
    <section class="board" aria-label={say("board", { count: board.lanes.length })}>
      <div class="axis tb" aria-hidden="true">
        <span class="xs">{say("span")}</span>
        <div class="ticks">
          {ticksOf(board, nowMs).map(({ ms, part }) => (
            <span key={ms} style={{ "--from": part }}>
              {clock(ms)}
            </span>
          ))}
        </div>
      </div>
      <ol class="lanes">
        {board.lanes.map((lane) => (
          <li class="lane" key={lane.scope}>
            <div class="lane-who">
              <h2>
                <a href={paths.event(lane.scope)}>
                  <bdi>{lane.name}</bdi>
                </a>
              </h2>
              <small>
                <bdi>{lane.hall}</bdi>
              </small>
              {nextWords(lane)}
            </div>
            <a class="lane-count" href={paths.guests(lane.scope)}>
              <span aria-hidden="true">
                <span class="num">{number(lane.arrived)}</span>{" "}
                <small>{say("of", { expected: lane.expected })}</small>
              </span>
              <span class="vh">
                {say("arrivedOf", { arrived: lane.arrived, expected: lane.expected })}
              </span>
              <Meter part={lane.arrived} whole={lane.expected} />
            </a>
            <ul class="blocks tb">
              {lane.blocks.map((block) => (
                <BlockView key={block.record} block={block} scope={lane.scope} now={now} />
              ))}
              {lane.blocks.length === 0 && <li class="none">{say("nothingPlanned")}</li>}
            </ul>
          </li>
        ))}
      </ol>
      {isNowShown && (
        <div class="over tb" aria-hidden="true">
          <i style={{ "--from": now }}>
            <b>{clock(nowMs)}</b>
          </i>
        </div>
      )}
    </section>
  );
}
