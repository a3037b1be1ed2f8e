import { type ClaimOn, type ClaimOptions, WedSyncError } from "../api.ts";
import type { Engine } from "./engine.ts";

interface Lease {
  readonly on: ClaimOn;
  readonly options: ClaimOptions;
  /** The tabs that are at it. */
  readonly clients: ReadonlySet<string>;
}

/**
 * Which tabs of this device are at which lease: it is given back when none of them is any more. Areas are of
 * the device, and the engine keeps them.
 */
export class Leases {
  readonly #leases = new Map<string, Lease>();

  claim(engine: Engine, client: string, on: ClaimOn, options: ClaimOptions): void {
    engine.claim(on, options);
    const name = nameOf(on);
    if (name === null) return;
    const clients = new Set(this.#leases.get(name)?.clients).add(client);
    this.#leases.set(name, { on, options: { ...options, takeOver: false }, clients });
  }

  release(engine: Engine, client: string, on: ClaimOn): void {
    const name = nameOf(on);
    if (name === null) engine.release(on);
    else this.#leave(engine, client, name);
  }

  releaseAll(engine: Engine, client: string): void {
    for (const name of [...this.#leases.keys()]) this.#leave(engine, client, name);
  }

  /** An engine that was opened anew knows of no lease. */
  restart(engine: Engine): void {
    for (const { on, options } of this.#leases.values()) {
      bestEffort(() => engine.claim(on, options));
    }
  }

  #leave(engine: Engine, client: string, name: string): void {
    const lease = this.#leases.get(name);
    if (!lease?.clients.has(client)) return;
    const clients = new Set(lease.clients);
    clients.delete(client);
    if (clients.size > 0) {
      this.#leases.set(name, { ...lease, clients });
      return;
    }
    this.#leases.delete(name);
    bestEffort(() => engine.release(lease.on));
  }
}

/** Null: an area. */
function nameOf(on: ClaimOn): string | null {
  return "record" in on ? JSON.stringify([on.scope, on.record, on.field ?? null]) : null;
}

/** There may be no hub yet, or the record be gone: then there is nothing to give back, or to say. */
function bestEffort(run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof WedSyncError) || error.code === "store") throw error;
  }
}
