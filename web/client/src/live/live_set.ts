import { batch, type Signal, signal } from "@preact/signals-core";
import type { LiveQuery } from "../api.ts";
import type { Notice } from "../methods.ts";
import type { Row } from "../values.ts";
import { patched, withIdentity } from "./rows.ts";
import { rowsOf, stepOf } from "./wire.ts";

type LiveNotice = Exclude<Notice, { notice: "overview" }>;

interface Followed {
  readonly rows: Signal<readonly Row[]>;
  readonly state: Signal<"loading" | "live" | "failed">;
  waiting: LiveNotice[];
}

/** Calls back once, before the next frame; or soon, where none is drawn. */
export type Schedule = (run: () => void) => void;

/** The live queries of a tab: what comes in for them is shown once a frame, all of it at once. */
export class LiveSet {
  readonly #schedule: Schedule;
  readonly #all = new Map<number, Followed>();
  #next = 1;
  #isScheduled = false;

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
  }

  /** `end` is called once, when the query is closed. */
  open(end: (live: number) => void): { live: number; query: LiveQuery } {
    const live = this.#next++;
    const followed: Followed = { rows: signal([]), state: signal("loading"), waiting: [] };
    this.#all.set(live, followed);
    const close = () => {
      if (this.#all.delete(live)) end(live);
    };
    return { live, query: { rows: followed.rows, state: followed.state, close } };
  }

  fail(live: number): void {
    const followed = this.#all.get(live);
    if (followed) followed.state.value = "failed";
  }

  hear(notice: LiveNotice): void {
    const followed = this.#all.get(notice.live);
    if (!followed) return;
    // All rows anew: what came before them says nothing any more.
    if (notice.notice !== "steps") followed.waiting = [];
    followed.waiting.push(notice);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#schedule(() => this.#show());
  }

  #show(): void {
    this.#isScheduled = false;
    batch(() => {
      for (const followed of this.#all.values()) {
        for (const notice of followed.waiting.splice(0)) apply(followed, notice);
      }
    });
  }
}

function apply(followed: Followed, notice: LiveNotice): void {
  switch (notice.notice) {
    case "rows":
      followed.rows.value = withIdentity(followed.rows.peek(), rowsOf(notice.rows));
      followed.state.value = "live";
      return;
    case "steps":
      followed.rows.value = patched(followed.rows.peek(), notice.steps.map(stepOf));
      return;
    case "live_failed":
      followed.state.value = "failed";
  }
}

/** A hidden page draws no frames. */
export function nextFrame(run: () => void): void {
  if (typeof requestAnimationFrame === "undefined" || document.hidden) setTimeout(run, 16);
  else requestAnimationFrame(run);
}
