import type { Engine } from "./engine.ts";
import type { EngineHost } from "./engine_host.ts";
import { ask } from "./transport/hub_api.ts";

/** What is to be asked of the hub in one request (docs/modules.md, "Actions that wait"). */
interface Batch {
  readonly path: string;
  readonly body: string;
  readonly ids: readonly string[];
}
export interface QueueState {
  readonly waiting: number;
  readonly held: number;
  readonly next_at: number | null;
}

export interface ErrandsWorld {
  readonly base: string;
  readonly host: () => EngineHost;
  /** Of the session that is open; null: none. */
  readonly token: () => string | null;
}

/** An action that was not taken is tried again, but not sooner than this. */
const kAgainAfterMs = 1_000;
const kAgainWithinMs = 60_000;

/**
 * Asks the hub what stands in no log: one batch after the other, for as long as there is a session.
 * When to try again is in the queue. What was answered and not noted is asked again after a crash:
 * the hub knows it.
 */
export class Errands {
  readonly #world: ErrandsWorld;
  #token: string | null = null;
  #isRunning = false;
  #isWanted = false;
  #isStopped = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(world: ErrandsWorld) {
    this.#world = world;
  }

  /** Called after everything that was done: looks where there is a new session. */
  follow(): void {
    const token = this.#world.token();
    if (token === this.#token) return;
    this.#token = token;
    this.look();
  }

  /** There may be something to ask. */
  look(): void {
    if (this.#isStopped || this.#world.token() === null) return;
    this.#isWanted = true;
    if (!this.#isRunning) void this.#run();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    clearTimeout(this.#timer);
    while (this.#isWanted && !this.#isStopped) {
      this.#isWanted = false;
      await this.#askAll().catch(() => this.#arm(kAgainWithinMs));
    }
    this.#isRunning = false;
  }

  async #askAll(): Promise<void> {
    const host = this.#world.host();
    for (;;) {
      const token = this.#world.token();
      const batch = token === null ? null : await host.run("read", nextOf);
      if (token === null || batch === null || this.#isStopped) break;
      const answer = await ask("POST", this.#world.base + batch.path, {
        body: JSON.parse(batch.body),
        token,
      }).catch(() => ({ status: 0, body: {} }));
      await host.run("once", (engine) =>
        engine.actModule("queue", {
          action: "settle",
          ids: batch.ids,
          status: answer.status,
          body: JSON.stringify(answer.body),
        }),
      );
      if (answer.status !== 200) break;
    }
    const { next_at } = await host.run("read", stateOf);
    if (next_at !== null) this.#arm(next_at - Date.now());
  }

  #arm(waitMs: number): void {
    if (this.#isStopped) return;
    clearTimeout(this.#timer);
    const wait = Math.min(Math.max(kAgainAfterMs, waitMs), kAgainWithinMs);
    this.#timer = setTimeout(() => this.look(), wait);
  }
}

const nextOf = (engine: Engine) => engine.askModule("queue", { question: "next" }) as Batch | null;

export const stateOf = (engine: Engine) =>
  engine.askModule("queue", { question: "state" }) as QueueState;
