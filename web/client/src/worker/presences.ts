import { type OwnPresence, WedSyncError } from "../api.ts";
import type { ScopeId } from "../values.ts";
import type { Engine } from "./engine.ts";

/**
 * What the tabs of this device say of themselves. Others see a device once in a scope: what was
 * said last counts, and when that tab takes it back, what another one said before.
 */
export class Presences {
  /** By scope; the newest last. */
  readonly #said = new Map<ScopeId, { client: string; presence: OwnPresence }[]>();

  set(engine: Engine, client: string, presence: OwnPresence): void {
    const { scope } = presence;
    this.#said.set(scope, [...this.#others(client, scope), { client, presence }]);
    this.#tell(engine, scope);
  }

  withdraw(engine: Engine, client: string, scope: ScopeId): void {
    const said = this.#others(client, scope);
    if (said.length === this.#said.get(scope)?.length) return;
    this.#said.set(scope, said);
    this.#tell(engine, scope);
  }

  withdrawAll(engine: Engine, client: string): void {
    for (const scope of [...this.#said.keys()]) this.withdraw(engine, client, scope);
  }

  restart(engine: Engine): void {
    for (const [scope, said] of this.#said) if (said.length > 0) this.#tell(engine, scope);
  }

  #others(client: string, scope: ScopeId) {
    return (this.#said.get(scope) ?? []).filter((one) => one.client !== client);
  }

  #tell(engine: Engine, scope: ScopeId): void {
    const presence = this.#said.get(scope)?.at(-1)?.presence;
    const { record = null, field = null, activity = "gone" } = presence ?? {};
    try {
      engine.presenceSet(scope, record, field, activity);
    } catch (error) {
      // There is no hub yet, or no such scope: it is best effort, and said again when one opens.
      if (!(error instanceof WedSyncError) || error.code === "store") throw error;
    }
  }
}
