import type { Arguments, Method } from "../methods.ts";
import type { Query } from "../values.ts";

/** What a tab has begun, and has to begin again with another owner. */
export class Begun {
  readonly #live = new Map<number, Query>();
  #isAttached = false;
  #followsViolations = false;

  note(method: Method, args: readonly unknown[]): void {
    if (method === "attach") this.#isAttached = true;
    if (method === "followViolations") this.#followsViolations = true;
    if (method === "liveOpen") {
      const [live, query] = args as Arguments<"liveOpen">;
      this.#live.set(live, query);
    }
    if (method === "liveClose") this.#live.delete((args as Arguments<"liveClose">)[0]);
  }

  /** Is done by again(), and need not be passed on by itself. */
  has(method: Method): boolean {
    return method === "attach" || method === "followViolations" || method === "liveOpen";
  }

  again(pass: (method: Method, args: readonly unknown[]) => void): void {
    if (this.#isAttached) pass("attach", []);
    if (this.#followsViolations) pass("followViolations", []);
    for (const [live, query] of this.#live) pass("liveOpen", [live, query]);
  }
}
