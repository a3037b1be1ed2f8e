import { type ReadonlySignal, signal } from "@preact/signals";
import type { Client } from "@wedsync/client";

const ticking = signal(Date.now());
let started = false;

/** The time of the hub as far as it is known, in wall milliseconds; moves on every ten seconds. */
export function useNow(client: Client): number {
  if (!started && typeof window !== "undefined") {
    started = true;
    setInterval(() => {
      if (!document.hidden) ticking.value = Date.now();
    }, 10_000);
    document.addEventListener("visibilitychange", () => {
      ticking.value = Date.now();
    });
  }
  return ticking.value + (client.status.value.clockAheadMs ?? 0);
}

/** The time at this moment, for what is written down. */
export function nowMs(client: Client): number {
  return Date.now() + (client.status.peek().clockAheadMs ?? 0);
}

export const ticks: ReadonlySignal<number> = ticking;

export const minuteMs = 60_000;
export const hourMs = 3_600_000;

/** The first moment of the day of `ms`, where this device is. */
export function dayOf(ms: number): number {
  const date = new Date(ms);
  date.setHours(0, 0, 0, 0);
  return date.getTime();
}
