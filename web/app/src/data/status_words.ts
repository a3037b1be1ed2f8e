import type { Client, Status } from "@wedsync/client";

/** What the chip in the top bar says. One state at a time; the worst first. */
export type Standing =
  | { readonly kind: "opening" }
  | { readonly kind: "broken" }
  | { readonly kind: "full" }
  | { readonly kind: "memory" }
  | { readonly kind: "removed" }
  | { readonly kind: "trying"; readonly waiting: number; readonly nextTryMs: number }
  | { readonly kind: "offline"; readonly waiting: number }
  | { readonly kind: "fetching"; readonly done: number; readonly total: number }
  | { readonly kind: "sending"; readonly waiting: number }
  | { readonly kind: "saved" };

/** Failures in a row after which it is no longer a network that comes and goes. */
const failuresOfTrouble = 5;

export function standingOf(status: Status): Standing {
  const { store, connection, waiting } = status;
  if (store.kind === "failed") return { kind: "broken" };
  if (status.isFull) return { kind: "full" };
  if (store.kind === "opening") return { kind: "opening" };
  if (store.kind === "memory") return { kind: "memory" };
  if (connection === "refused") return { kind: "removed" };
  if (connection !== "open") {
    const isTrouble =
      status.failures >= failuresOfTrouble && status.nextTryMs !== null && waiting > 0;
    return isTrouble && status.nextTryMs !== null
      ? { kind: "trying", waiting, nextTryMs: status.nextTryMs }
      : { kind: "offline", waiting };
  }
  const { download } = status;
  if (!status.isReadyOffline && download && download.done < download.total) {
    return { kind: "fetching", ...download };
  }
  if (waiting > 0) return { kind: "sending", waiting };
  return { kind: "saved" };
}

/** Whether what is done reaches the team now. */
export const isOnline = (client: Client): boolean => client.status.value.connection === "open";
