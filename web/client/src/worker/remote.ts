import { WedSyncError } from "../api.ts";
import { type Answer, type Arguments, type Backend, kRepeatable, type Method } from "../methods.ts";
import type { Bus, Note } from "./bus.ts";
import { failure } from "./errors.ts";

/** A call that is under way or waits. */
export interface OpenCall {
  readonly method: Method;
  readonly args: readonly unknown[];
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: WedSyncError) => void;
}

/** The way to the worker that has the store open. */
export class Remote implements Backend {
  readonly owner: string;
  readonly #bus: Bus;
  readonly #self: string;
  readonly #open = new Map<number, OpenCall>();
  static #nextId = 1;

  constructor(bus: Bus, self: string, owner: string) {
    this.#bus = bus;
    this.#self = self;
    this.owner = owner;
  }

  call<M extends Method>(method: M, args: Arguments<M>): Promise<Answer<M>> {
    return new Promise<Answer<M>>((resolve, reject) => {
      this.#send({ method, args, resolve: resolve as (value: unknown) => void, reject });
    });
  }

  hear(note: Note): void {
    if (note.from !== this.owner || !("id" in note) || note.note === "call") return;
    const call = this.#open.get(note.id);
    this.#open.delete(note.id);
    if (!call) return;
    if (note.note === "value") call.resolve(note.value);
    else if (note.note === "error") {
      call.reject(new WedSyncError(note.error.code, note.error.message));
    } else this.#send(call);
  }

  /**
   * The owner is gone or silent: gives out what may be asked of another one, and rejects the rest,
   * of which nobody knows whether it was done.
   */
  end(): readonly OpenCall[] {
    const calls = [...this.#open.values()];
    this.#open.clear();
    return calls.filter((call) => {
      if (kRepeatable[call.method]) return true;
      call.reject(
        failure("store", "the tab that has the data went away: look whether it was done"),
      );
      return false;
    });
  }

  #send(call: OpenCall): void {
    const id = Remote.#nextId++;
    this.#open.set(id, call);
    const { method, args } = call;
    this.#bus.post(this.owner, {
      note: "call",
      from: this.#self,
      id,
      method,
      args,
      sentMs: Date.now(),
    });
  }
}
