/** How often the owner is asked whether it is still there, and how long it may be silent. */
export const kAskEveryMs = 500;
export const kSilentMs = 3_500;
/** A timer that comes so late was asleep: so was everybody, perhaps. */
export const kAsleepMs = 1_500;

/** Tells a silent owner from a sleep of our own. */
export class Pulse {
  #heardMs: number;
  #tickMs: number;

  constructor(now: number) {
    this.#heardMs = this.#tickMs = now;
  }

  /** The owner said something. */
  heard(now: number): void {
    this.#heardMs = now;
  }

  /** Called every kAskEveryMs, if nobody sleeps. True: we did. */
  tick(now: number): boolean {
    const wasAsleep = now - this.#tickMs > kAsleepMs;
    this.#tickMs = now;
    if (wasAsleep) this.#heardMs = now;
    return wasAsleep;
  }

  isSilent(now: number): boolean {
    return now - this.#heardMs >= kSilentMs;
  }
}
