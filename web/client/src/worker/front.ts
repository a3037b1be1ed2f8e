import type { Arguments, Method } from "../methods.ts";
import { plainError } from "../rpc.ts";
import type { Bus, Locks, Note } from "./bus.ts";
import type { Desk } from "./desk.ts";
import { kAsleepMs } from "./pulse.ts";

/** A call that took so long to come was given up by its tab. */
const kCallGoodMs = 3_000;

/**
 * The owner's side towards the workers of other tabs. A tab that hears nothing from here for a while
 * takes its calls elsewhere (station.ts), so they must not be done here as well: whatever was sent
 * before the owner woke is answered as late, and sent again by those who still want it.
 */
export class Front {
  readonly #bus: Bus;
  readonly #locks: Locks;
  readonly #desk: Desk;
  readonly #self: string;
  readonly #life: (id: string) => string;
  readonly #guests = new Set<string>();
  readonly #left: () => void;
  /** When this worker is known to have run, and what it takes for given up; wall milliseconds. */
  #aliveMs = Date.now();
  #lateUntilMs = 0;

  /** `left` is called when the worker of another tab ended. */
  constructor(
    desk: Desk,
    world: { bus: Bus; locks: Locks; self: string; life: (id: string) => string },
    left: () => void,
  ) {
    this.#desk = desk;
    this.#bus = world.bus;
    this.#locks = world.locks;
    this.#self = world.self;
    this.#life = world.life;
    this.#left = left;
  }

  /** Called every kAskEveryMs, if nobody sleeps. */
  tick(): void {
    const now = Date.now();
    if (now - this.#aliveMs > kAsleepMs) this.#lateUntilMs = now;
    this.#aliveMs = now;
  }

  hear(note: Note): void {
    if (note.note !== "call") return;
    this.tick();
    const { from, id, method, args, sentMs } = note;
    if (sentMs < this.#lateUntilMs || this.#aliveMs - sentMs > kCallGoodMs) {
      this.#bus.post(from, { note: "late", from: this.#self, id });
      return;
    }
    this.#know(from);
    this.#desk.call(from, method, args as Arguments<Method>).then(
      (value) => this.#bus.post(from, { note: "value", from: this.#self, id, value }),
      (error: unknown) =>
        this.#bus.post(from, { note: "error", from: this.#self, id, error: plainError(error) }),
    );
  }

  /** Its life lock comes free when it ends, however it ends. */
  #know(guest: string): void {
    if (this.#guests.has(guest)) return;
    this.#guests.add(guest);
    this.#locks.hold(this.#life(guest), (release) => {
      release();
      this.#guests.delete(guest);
      void this.#desk.call(guest, "detach", []).catch(() => {});
      this.#left();
    });
  }
}
