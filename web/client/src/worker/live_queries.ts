import type { Notice } from "../methods.ts";
import type { Query } from "../values.ts";
import type { Engine } from "./engine.ts";
import { asWedSyncError } from "./errors.ts";

interface Followed {
  readonly client: string;
  readonly live: number;
  readonly query: Query;
  watch: number | null;
}

/** The live queries of all tabs, and which watch of the engine each is. */
export class LiveQueries {
  readonly #emit: (client: string, notice: Notice) => void;
  readonly #all: Followed[] = [];

  constructor(emit: (client: string, notice: Notice) => void) {
    this.#emit = emit;
  }

  open(engine: Engine, client: string, live: number, query: Query): void {
    this.close(engine, client, live);
    const followed: Followed = { client, live, query, watch: null };
    this.#all.push(followed);
    this.#start(engine, followed);
  }

  close(engine: Engine, client: string, live: number): void {
    this.#remove(engine, (one) => one.client === client && one.live === live);
  }

  closeAll(engine: Engine, client: string): void {
    this.#remove(engine, (one) => one.client === client);
  }

  /** The engine was opened anew and knows none of them. */
  restart(engine: Engine): void {
    for (const followed of this.#all) this.#start(engine, followed);
  }

  /** Tells what changed. */
  tell(engine: Engine): void {
    if (this.#all.length === 0) return;
    for (const change of engine.watched()) {
      const followed = this.#all.find(({ watch }) => watch === change.watch);
      if (!followed) continue;
      const { client, live } = followed;
      if ("steps" in change) this.#emit(client, { notice: "steps", live, steps: change.steps });
      else if ("rows" in change) this.#emit(client, { notice: "rows", live, rows: change.rows });
      else this.#failed(followed, change.ended);
    }
  }

  #start(engine: Engine, followed: Followed): void {
    const { client, live, query } = followed;
    try {
      const { watch, rows } = engine.watch(query);
      followed.watch = watch;
      this.#emit(client, { notice: "rows", live, rows });
    } catch (error) {
      const told = asWedSyncError(error);
      // An engine that broke is opened anew, and restart() comes here again.
      if (told !== error || told.code === "store") throw error;
      this.#failed(followed, told.message);
    }
  }

  #failed(followed: Followed, reason: string): void {
    followed.watch = null;
    this.#emit(followed.client, { notice: "live_failed", live: followed.live, reason });
  }

  #remove(engine: Engine, isMeant: (followed: Followed) => boolean): void {
    for (const followed of this.#all.filter(isMeant)) {
      this.#all.splice(this.#all.indexOf(followed), 1);
      if (followed.watch !== null) engine.unwatch(followed.watch);
    }
  }
}
