import type { DuePicture, Pictures } from "../../api.ts";
import type { ScopeId } from "../../values.ts";
import type { MediaAnswer, MediaHub } from "./hub_media.ts";

/** What a sender needs of the world. */
export interface SenderWorld {
  /** The hub, while pictures may travel: everything else has gone, and the link is good enough. */
  hub(): MediaHub | null;
  due(): readonly DuePicture[];
  read(due: DuePicture): Promise<Blob | null>;
  sent(due: DuePicture): Promise<void>;
  /** Of a clock that only goes forward. */
  now(): number;
  /** Calls back once. Returns how to call it off. */
  after(ms: number, run: () => void): () => void;
  /** What it shows is otherwise. */
  changed(): void;
}

/** A piece takes about so long: what is written meanwhile does not wait longer. */
const kPieceMs = 1_000;
const kPieceLeast = 16 * 1024;
const kPieceAtFirst = 32 * 1024;
/** Bytes a second, as in the engine's strategy: a slower link is left to the changes. */
const kRateLeast = 64_000;
const kSlowMs = 60_000;
const kSlowMsMost = 600_000;
const kRetryMs = 2_000;
const kRetryMsMost = 300_000;
/** What the hub did not take it is asked about again after so long, or with the next connection. */
const kAsideMs = 3_600_000;
/** Answers in a row that do not bring it further. */
const kStuckMost = 3;

/** Sends what is due to the hub: one picture at a time, in pieces that suit the link, each picture from
 * where the hub says. Woken whenever something may be otherwise. */
export class PictureSender {
  readonly #world: SenderWorld;
  #isRunning = false;
  #isStopped = false;
  #sending: Pictures["sending"] = null;
  /** Bytes a second; null: not measured. */
  #rate: number | null = null;
  #slowMs = 0;
  #failures = 0;
  #notBefore = 0;
  #callOff: (() => void) | null = null;
  /** Pictures, and all of a scope, that are not taken, though others may be. */
  readonly #aside = new Set<DuePicture | ScopeId>();
  #asideSince = 0;

  constructor(world: SenderWorld) {
    this.#world = world;
  }

  get sending(): Pictures["sending"] {
    return this.#sending;
  }

  /** The link turned out too slow for pictures. */
  get isSlow(): boolean {
    return this.#slowMs > 0;
  }

  /** Another connection: nothing is known of it. */
  renew(): void {
    this.#aside.clear();
    this.#rate = null;
    this.#slowMs = 0;
    this.#failures = 0;
    this.#notBefore = 0;
  }

  wake(): void {
    if (this.#isRunning || this.#isStopped) return;
    const wait = this.#notBefore - this.#world.now();
    if (wait > 0) {
      this.#wakeAfter(wait);
      return;
    }
    if (this.#world.now() - this.#asideSince >= kAsideMs) this.#aside.clear();
    if (!this.#next() || !this.#world.hub()) return;
    this.#isRunning = true;
    void this.#run().finally(() => {
      this.#isRunning = false;
      this.#show(null);
      if (this.#notBefore > this.#world.now()) this.wake();
    });
  }

  stop(): void {
    this.#isStopped = true;
    this.#callOff?.();
  }

  #next(): DuePicture | undefined {
    return this.#world.due().find((due) => !this.#aside.has(due) && !this.#aside.has(due.scope));
  }

  #setAside(what: DuePicture | ScopeId): true {
    if (this.#aside.size === 0) this.#asideSince = this.#world.now();
    this.#aside.add(what);
    return true;
  }

  #wakeAfter(ms: number): void {
    this.#callOff?.();
    this.#callOff = this.#world.after(ms, () => {
      this.#callOff = null;
      this.wake();
    });
  }

  #pause(ms: number): void {
    this.#notBefore = this.#world.now() + ms;
  }

  async #run(): Promise<void> {
    for (let due = this.#next(); due && !this.#isStopped; due = this.#next()) {
      if (!(await this.#send(due).catch(() => this.#failed(0)))) return;
    }
  }

  /** False: not now, or not any further. */
  async #send(due: DuePicture): Promise<boolean> {
    const bytes = await this.#world.read(due);
    if (!bytes) return this.#setAside(due);
    let hub = this.#world.hub();
    if (!hub) return false;
    let answer = await hub.held(due.scope, due.sha256);
    for (let stuck = 0; stuck < kStuckMost; ) {
      if (answer.is !== "held") return this.#cannot(due, answer);
      this.#failures = 0;
      if (answer.isComplete) {
        await this.#world.sent(due);
        return true;
      }
      const isTooLarge = bytes.size > answer.pictureMax;
      if (answer.offset >= bytes.size || isTooLarge) return this.#setAside(due);
      this.#show({ sha256: due.sha256, sent: answer.offset, size: bytes.size });
      // Asked before each piece: a change that was written meanwhile goes first.
      hub = this.#isStopped || this.#isTooSlow() ? null : this.#world.hub();
      if (!hub) return false;
      const at: number = answer.offset;
      answer = await this.#sendPiece(hub, due, bytes, answer);
      stuck = answer.is === "held" && answer.offset <= at && !answer.isComplete ? stuck + 1 : 0;
    }
    return this.#failed(0);
  }

  async #sendPiece(
    hub: MediaHub,
    due: DuePicture,
    bytes: Blob,
    { offset, pieceMax }: Extract<MediaAnswer, { is: "held" }>,
  ): Promise<MediaAnswer> {
    const wanted = this.#rate === null ? kPieceAtFirst : (this.#rate * kPieceMs) / 1_000;
    const size = Math.min(Math.max(Math.round(wanted), kPieceLeast), pieceMax);
    const piece = bytes.slice(offset, offset + size);
    const begun = this.#world.now();
    const answer = await hub.send(due.scope, due.sha256, bytes.size, offset, piece);
    if (answer.is === "held" && answer.offset > offset) {
      this.#measure(piece.size, this.#world.now() - begun);
    }
    return answer;
  }

  #measure(bytes: number, ms: number): void {
    // The last piece of a picture may be too small to say anything.
    if (bytes < kPieceLeast) return;
    const rate = (bytes * 1_000) / Math.max(ms, 1);
    this.#rate = this.#rate === null ? rate : (this.#rate + rate) / 2;
    if (this.#rate >= kRateLeast) this.#slowMs = 0;
  }

  /** One piece now and then shows whether it is still so. */
  #isTooSlow(): boolean {
    if (this.#rate === null || this.#rate >= kRateLeast) return false;
    this.#slowMs = Math.min(Math.max(this.#slowMs * 2, kSlowMs), kSlowMsMost);
    this.#rate = null;
    this.#pause(this.#slowMs);
    return true;
  }

  #cannot(due: DuePicture, answer: Exclude<MediaAnswer, { is: "held" }>): boolean {
    if (answer.is === "later" && answer.afterMs <= kRetryMsMost) {
      return this.#failed(answer.afterMs);
    }
    // The scope has no room for a long time, or the hub has no pictures of it.
    return this.#setAside(answer.is === "refused" ? due : due.scope);
  }

  #failed(afterMs: number): false {
    const backoff = Math.min(kRetryMs * 2 ** this.#failures++, kRetryMsMost);
    this.#pause(Math.max(afterMs, backoff));
    return false;
  }

  #show(sending: Pictures["sending"]): void {
    this.#sending = sending;
    this.#world.changed();
  }
}
