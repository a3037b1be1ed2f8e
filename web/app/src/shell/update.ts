import { signal } from "@preact/signals";
import type { Client } from "@wedsync/client";

/** A new version that waits to be taken. */
export const waitingWorker = signal<ServiceWorker | null>(null);
/** The files of the app are on this device: it starts without a network. */
export const isShellKept = signal(false);

const checkMs = 30 * 60_000;

function watch(registration: ServiceWorkerRegistration): void {
  const look = () => {
    // The first worker of all takes over by itself and is no update.
    if (registration.waiting && registration.active) waitingWorker.value = registration.waiting;
  };
  look();
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", look);
  });
  setInterval(() => void registration.update().catch(() => undefined), checkMs);
}

/** Registers the service worker, and sees when a new version is there. Never reloads by itself. */
export async function startUpdates(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  try {
    const registration = await navigator.serviceWorker.register("/sw.js");
    watch(registration);
    await navigator.serviceWorker.ready;
    isShellKept.value = true;
  } catch {
    // Without one the app works as long as it is open. Pair & prepare says so.
  }
}

/** Chrome's; elsewhere the first minute of the next visit sends what waits. */
interface SyncRegistration extends ServiceWorkerRegistration {
  readonly sync?: { register(tag: string): Promise<void> };
}

/** Has the service worker send what waits when the last tab is gone. */
export function sendWhenGone(client: Client): void {
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden || client.status.peek().waiting === 0) return;
    void navigator.serviceWorker?.ready
      .then((registration: SyncRegistration) => registration.sync?.register("wedsync-send"))
      .catch(() => undefined);
  });
}

/** Takes the new version: the page is loaded again when it is in charge. */
export function takeUpdate(): void {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), {
    once: true,
  });
  waitingWorker.value?.postMessage({ type: "SKIP_WAITING" });
}
