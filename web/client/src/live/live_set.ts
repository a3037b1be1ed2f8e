import { batch, type Signal, signal } from "@preact/signals-core";
import type { LiveQuery } from "../api.ts";
import type { Notice } from "../methods.ts";
import type { Row } from "../values.ts";
import { patched, type Step, withIdentity } from "./rows.ts";
import { rowsOf, stepOf } from "./wire.ts";

type LiveNotice = Exclude<Notice, { notice: "overview" }>;

/** What a notice says, read: each is read as it comes in, so that no frame has to read them all. */
type Told =
  | { readonly rows: readonly Row[] }
  | { readonly steps: readonly Step[] }
  | { readonly isFailed: true };

function toldBy(notice: LiveNotice): Told {
  switch (notice.notice) {
    case "rows":
      return { rows: rowsOf(notice.rows) };
    case "steps":
      return { steps: notice.steps.map(stepOf) };
    case "live_failed":
      return { isFailed: true };
  }
}

interface Followed {
  readonly rows: Signal<readonly Row[]>;
  readonly state: Signal<"loading" | "live" | "failed">;
  waiting: Told[];
}

/** Calls back once, after the next frame; or soon, where none is drawn. */
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
    followed.waiting.push(toldBy(notice));
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#schedule(() => this.#show());
  }

  #show(): void {
    this.#isScheduled = false;
    batch(() => {
      for (const followed of this.#all.values()) {
        for (const told of followed.waiting.splice(0)) apply(followed, told);
      }
    });
  }
}

function apply(followed: Followed, told: Told): void {
  if ("rows" in told) {
    followed.rows.value = withIdentity(followed.rows.peek(), told.rows);
    followed.state.value = "live";
  } else if ("steps" in told) {
    followed.rows.value = patched(followed.rows.peek(), told.steps);
  } else {
    followed.state.value = "failed";
  }
}

/**
 * Once a frame, but not in it: what is drawn anew and the layout of it are two tasks, and between them a slow
 * tablet answers a finger. A hidden page draws no frames.
 */
export function afterFrame(run: () => void): void {
  if (typeof requestAnimationFrame === "undefined" || document.hidden) setTimeout(run, 16);
  else requestAnimationFrame(() => setTimeout(run));
}
