import { useEffect } from "preact/hooks";
import { useArrivals } from "../../data/arrivals.ts";
import { type Board, boardOf, forgetBoard, keepBoard, keptBoard } from "../../data/board.ts";
import { useClient } from "../../data/client.ts";
import { useWeddings, weddingsOfDay } from "../../data/events.ts";
import { useCounted } from "../../data/guests.ts";
import { useLive } from "../../data/live.ts";
import { dayOf, useNow } from "../../data/now.ts";
import { useItems } from "../../data/timeline.ts";
import { LinkButton } from "../../parts/Button.tsx";
import { Empty } from "../../parts/Empty.tsx";
import { Head } from "../../parts/Head.tsx";
import { InTurn } from "../../parts/InTurn.tsx";
import { paths } from "../../router/paths.ts";
import { lazyScreen } from "../../shell/lazy.tsx";
import { today as say } from "../../words/en/today.ts";
import { capital, clock, dayMonth, weekday } from "../../words/format.ts";
import { BoardView } from "./BoardView.tsx";
import "./today.css";
import type { AttentionProps } from "./Attention.tsx";

const Below = lazyScreen<AttentionProps>(() => import("./Below.tsx"));

/** "Saturday, five weddings". */
function titleOf(board: Board): string {
  const day = weekday(board.dayMs);
  const count = board.lanes.length;
  const spelt = { 2: "titleTwo", 3: "titleThree", 4: "titleFour", 5: "titleFive" } as const;
  const key = spelt[count as keyof typeof spelt];
  return capital(key ? say(key, { day }) : say("title", { day, count }));
}

function subOf(board: Board, nowMs: number, isKept: boolean): string {
  const day = dayMonth(board.dayMs);
  const today = dayOf(nowMs);
  if (isKept) return `${day} · ${say("asKept")}`;
  if (board.dayMs > today) return say("nextDay", { day });
  if (board.dayMs < today && board.isOver) return say("lastDay", { day });
  return `${day} · ${clock(nowMs)}`;
}

export default function Today() {
  const client = useClient();
  const nowMs = useNow(client);
  const all = useWeddings();
  const { guests, isThere: areGuestsThere } = useCounted();
  const { items, isThere: areItemsThere } = useItems();
  const arrivals = useArrivals();
  const { dayMs, weddings } = weddingsOfDay(all, nowMs);
  const events = useLive({ collection: "events" });
  const { store, isReadyOffline } = client.status.value;
  const isLive = all.length > 0 && areGuestsThere && areItemsThere;
  const isEmpty = events.isThere && all.length === 0 && isReadyOffline;
  const board = isLive
    ? boardOf({ dayMs, weddings, guests, items, arrivals, nowMs })
    : isEmpty
      ? null
      : keptBoard(nowMs);

  const kept = isLive ? JSON.stringify(board) : "";
  useEffect(() => {
    if (board && kept !== "") keepBoard(board);
  }, [kept]);

  useEffect(() => {
    if (isEmpty) forgetBoard();
  }, [isEmpty]);

  if (board === null) return isEmpty || store.kind === "failed" ? <NoWeddings /> : <Waiting />;
  return (
    <>
      <Head title={titleOf(board)} sub={subOf(board, nowMs, !isLive)} />
      <BoardView board={board} nowMs={nowMs} />
      <div class="low">
        <InTurn>
          <Below board={board} items={items} arrivals={arrivals} guests={guests} nowMs={nowMs} />
        </InTurn>
      </div>
    </>
  );
}

function Waiting() {
  return (
    <div aria-hidden="true">
      <span class="blank blank-title" />
      <div class="waiting">
        {[1, 2, 3, 4, 5].map((each) => (
          <span class="blank" key={each} />
        ))}
      </div>
    </div>
  );
}

function NoWeddings() {
  return (
    <>
      <Head title={say("emptyTitle")} />
      <Empty icon="calendar" title={say("emptyText")}>
        <LinkButton href={paths.sync}>{say("emptyHelp")}</LinkButton>
      </Empty>
    </>
  );
}
