import type { Overview } from "../methods.ts";
import type { Dot, ScopeId } from "../values.ts";

type Fate = "shared" | "refused";

interface Waiter {
  readonly scope: ScopeId;
  readonly dot: Dot;
  readonly resolve: (fate: Fate) => void;
}

/** Who waits until a change is with the hub. */
export class Waiters {
  #all: Waiter[] = [];

  /** Resolved by settle(), which `ask` has called with what is so by then. */
  add(scope: ScopeId, dot: Dot, ask: () => void): Promise<Fate> {
    const fate = new Promise<Fate>((resolve) => this.#all.push({ scope, dot, resolve }));
    ask();
    return fate;
  }

  settle({ outbox, refused }: Pick<Overview, "outbox" | "refused">): void {
    if (this.#all.length === 0) return;
    const named = (entry: { scope: ScopeId; dot: Dot }) => `${entry.scope} ${entry.dot}`;
    const pending = new Set(outbox.filter(({ status }) => status === "pending").map(named));
    const isRefused = new Set(refused.map(named));
    this.#all = this.#all.filter((waiter) => {
      if (pending.has(named(waiter))) return true;
      waiter.resolve(isRefused.has(named(waiter)) ? "refused" : "shared");
      return false;
    });
  }
}
