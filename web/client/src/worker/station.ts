import type { WedSyncError } from "../api.ts";
import type { Answer, Arguments, Backend, Method, Notice } from "../methods.ts";
import { plainError } from "../rpc.ts";
import { Begun } from "./begun.ts";
import { lockNames, type Note } from "./bus.ts";
import type { Desk } from "./desk.ts";
import { asWedSyncError, failure } from "./errors.ts";
import { Front } from "./front.ts";
import type { Hint } from "./messages.ts";
import { kNothingYet } from "./overview.ts";
import { asGuest, type Place, passOn, type StationWorld, silence } from "./place.ts";
import { kAskEveryMs, kSilentMs, Pulse } from "./pulse.ts";
import { type OpenCall, Remote } from "./remote.ts";

/** Where neither the owner's files nor a copy of them could be opened. */
const kTryAgainMs = 5_000;
const kOrphansEveryMs = 30_000;

/**
 * One tab's worker among those of the same store. Whoever has the store's lock is its owner and has
 * the files open; the others are guests and ask it. When the owner ends, the lock falls to a guest.
 * An owner that is silent (a frozen tab keeps its lock and its files) leaves a guest aside: it goes
 * on with a copy of its own, and hands its edits over as soon as an owner answers again.
 */
export class Station implements Backend {
  readonly #world: StationWorld;
  readonly #emit: (notice: Notice) => void;
  readonly #names: ReturnType<typeof lockNames>;
  #place: Place = { is: "waiting" };
  /** One change of place after the other. */
  #moving: Promise<void> = Promise.resolve();
  #isMoving = false;
  #hasLock = false;
  #isActive = false;
  #calls: OpenCall[] = [];
  /** Calls of guests that came while the store was being opened. */
  #early: Note[] = [];
  readonly #begun = new Begun();
  readonly #pulse: Pulse;
  #hint: Hint["hint"] | null = null;
  #tryAgainMs = 0;
  #orphansMs = 0;
  readonly #stopTicking: () => void;

  constructor(world: StationWorld, emit: (notice: Notice) => void) {
    this.#world = world;
    this.#emit = emit;
    this.#names = lockNames(world.store);
    this.#pulse = new Pulse(world.now());
    this.#stopTicking = world.every(kAskEveryMs, () => this.#tick());
    // Whoever hears of this worker may wait for its end at once: so that lock comes first.
    world.locks.hold(this.#names.life(world.self), () => this.#begin());
  }

  #begin(): void {
    this.#isActive = true;
    this.#world.bus.listen((note) => {
      if (this.#isActive) this.#hear(note);
    });
    this.#world.locks.hold(this.#names.owner, () => {
      this.#hasLock = true;
      this.#move(() => this.#becomeOwner());
    });
    this.#ask();
  }

  call<M extends Method>(method: M, args: Arguments<M>): Promise<Answer<M>> {
    this.#begun.note(method, args);
    return new Promise<Answer<M>>((resolve, reject) => {
      const open = { method, args, resolve: resolve as (value: unknown) => void, reject };
      if (this.#place.is === "waiting" || this.#isMoving) this.#calls.push(open);
      else this.#pass(open);
    });
  }

  /** What the browser says of the network. */
  network(hint: Hint["hint"]): void {
    this.#hint = hint;
    if (this.#place.is === "owner") this.#place.desk.network(hint);
  }

  /** What is under way here is finished; what others ask from now on is for the next owner. */
  async close(): Promise<void> {
    this.#stopTicking();
    await this.#moving;
    this.#isActive = false;
    const place = this.#place;
    if (place.is === "guest") void place.remote.call("detach", []);
    if ("desk" in place) await place.desk.close();
    for (const call of this.#calls.splice(0)) {
      call.reject(failure("closed", "the client was closed"));
    }
    this.#world.bus.close();
  }

  #pass(open: OpenCall): void {
    if (!passOn(this.#place, this.#world.self, open)) this.#calls.push(open);
  }

  #hear(note: Note): void {
    const place = this.#place;
    if (note.note === "who") {
      if (this.#hasLock) this.#world.bus.post(note.from, { note: "own", from: this.#world.self });
      return;
    }
    if (note.note === "call") {
      this.#hearCall(note);
      return;
    }
    if (this.#hasLock) return;
    if (place.is === "guest" && place.remote.owner === note.from) {
      this.#pulse.heard(this.#world.now());
      if (note.note === "notice") this.#emit(asGuest(note.notice));
      else place.remote.hear(note);
      return;
    }
    if (note.note === "own") {
      this.#pulse.heard(this.#world.now());
      if (!this.#isMoving) this.#move(() => this.#becomeGuest(note.from));
    }
  }

  #hearCall(note: Note & { note: "call" }): void {
    const place = this.#place;
    if (place.is === "owner") place.front.hear(note);
    else if (place.is === "failed") {
      const error = plainError(place.error);
      this.#world.bus.post(note.from, {
        note: "error",
        from: this.#world.self,
        id: note.id,
        error,
      });
    } else if (this.#hasLock) this.#early.push(note);
  }

  #ask(): void {
    this.#world.bus.post(null, { note: "who", from: this.#world.self });
  }

  #tick(): void {
    if (!this.#isActive) return;
    const now = this.#world.now();
    const wasAsleep = this.#pulse.tick(now);
    if (this.#place.is === "owner") {
      this.#place.front.tick();
      if (wasAsleep || now >= this.#orphansMs) this.#adoptOrphans(this.#place.desk);
      return;
    }
    if (this.#place.is === "failed" && now >= this.#tryAgainMs) {
      this.#move(() => this.#becomeOwner());
    }
    if (this.#hasLock) return;
    this.#ask();
    if (
      !this.#pulse.isSilent(now) ||
      this.#isMoving ||
      this.#place.is === "aside" ||
      now < this.#tryAgainMs
    )
      return;
    this.#move(() => this.#goAside());
  }

  #move(change: () => Promise<void>): void {
    this.#moving = this.#moving.then(async () => {
      this.#isMoving = true;
      await change().catch((error: unknown) => this.#failed(asWedSyncError(error)));
      this.#isMoving = false;
      for (const call of this.#calls.splice(0)) this.#pass(call);
      for (const note of this.#early.splice(0)) this.#hear(note);
    });
  }

  async #becomeOwner(): Promise<void> {
    this.#tryAgainMs = this.#world.now() + kTryAgainMs;
    const before = this.#leave();
    let emitTo: (client: string, notice: Notice) => void = () => {};
    const desk = await this.#world.openOwn((client, notice) => emitTo(client, notice));
    const { bus, locks, self } = this.#world;
    emitTo = (client, notice) => {
      if (client === self) this.#emit(notice);
      else bus.post(client, { note: "notice", from: self, notice });
    };
    if (before.is === "aside") {
      await desk.call(self, "adopt", [await before.desk.exportPending()]);
      await before.desk.destroy();
    }
    await this.#world.adoptOrphans(desk).catch(() => {});
    this.#orphansMs = this.#world.now() + kOrphansEveryMs;
    const front = new Front(desk, { bus, locks, self, life: this.#names.life }, () =>
      this.#adoptOrphans(desk),
    );
    this.#settle({ is: "owner", desk, front });
    if (this.#hint) desk.network(this.#hint);
    bus.post(null, { note: "own", from: self });
  }

  async #becomeGuest(owner: string): Promise<void> {
    if (this.#hasLock) return;
    const remote = new Remote(this.#world.bus, this.#world.self, owner);
    const place = this.#place;
    if (place.is === "aside") {
      await this.#handOver(place.desk, remote);
      return;
    }
    this.#leave();
    this.#settle({ is: "guest", remote });
  }

  /** Stays aside where the owner does not take it. */
  async #handOver(desk: Desk, remote: Remote): Promise<void> {
    const pending = await desk.exportPending();
    this.#place = { is: "guest", remote };
    try {
      await Promise.race([remote.call("adopt", [pending]), silence(kSilentMs)]);
    } catch {
      remote.end();
      this.#place = { is: "aside", desk };
      return;
    }
    await desk.destroy();
    this.#settle({ is: "guest", remote });
  }

  async #goAside(): Promise<void> {
    if (this.#hasLock) return;
    this.#tryAgainMs = this.#world.now() + kTryAgainMs;
    let emitTo: (notice: Notice) => void = () => {};
    this.#leave();
    const desk = await this.#world.openAside((_, notice) => emitTo(notice));
    emitTo = (notice) => this.#emit(notice);
    this.#settle({ is: "aside", desk });
  }

  /** What was under way waits for the next place. */
  #leave(): Place {
    const place = this.#place;
    if (place.is === "guest") this.#calls.unshift(...place.remote.end());
    this.#place = { is: "waiting" };
    return place;
  }

  #settle(place: Place): void {
    this.#place = place;
    this.#begun.again((method, args) =>
      this.#pass({ method, args, resolve: () => {}, reject: () => {} }),
    );
    this.#calls = this.#calls.filter((call) => {
      if (this.#begun.has(call.method)) call.resolve(undefined);
      return !this.#begun.has(call.method);
    });
  }

  #adoptOrphans(desk: Desk): void {
    this.#orphansMs = this.#world.now() + kOrphansEveryMs;
    void this.#world.adoptOrphans(desk).catch(() => {});
  }

  /** Without the lock the owner may still answer: calls go on waiting for it. */
  #failed(error: WedSyncError): void {
    if (this.#hasLock) this.#place = { is: "failed", error };
    const store = { kind: "failed", code: error.code, reason: error.message } as const;
    this.#emit({ notice: "overview", changed: { status: { ...kNothingYet, store } } });
  }
}
