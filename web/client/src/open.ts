import type { Client } from "./api.ts";
import { makeClient } from "./client.ts";
import { afterFrame } from "./live/live_set.ts";
import { tellNetwork } from "./network.ts";
import { type HubOptions, originOf } from "./options.ts";
import { unique } from "./unique.ts";
import type { Closing, Hint, Setup } from "./worker/messages.ts";

export interface ClientOptions extends HubOptions {
  /** Makes the worker, where a bundler does not find it by itself. */
  readonly worker?: () => Worker;
  /** Where wedsync.wasm is. Left out: beside the worker. */
  readonly wasm?: string | URL;
}

/** How long a worker may take to close its store before it is ended. */
const kCloseWithinMs = 3_000;

/**
 * Opens the store of this browser, in a worker. Returns at once: what is asked meanwhile waits. All
 * tabs of an origin share the store.
 */
export function openClient(options: ClientOptions): Client {
  const worker =
    options.worker?.() ??
    new Worker(new URL("./worker/worker.ts", import.meta.url), { type: "module", name: "wedsync" });
  const setup: Setup["setup"] = {
    store: options.store,
    schema: options.schema,
    base: originOf(options),
    wasm: options.wasm ? new URL(options.wasm, location.href).href : null,
  };
  worker.postMessage({ setup } satisfies Setup);
  const stopHints = tellNetwork((hint) => worker.postMessage({ hint } satisfies Hint));
  const stopLeaving = onPutBy(() => worker.terminate());
  return makeClient({
    port: worker,
    schedule: afterFrame,
    key: unique,
    persist: async () => (await navigator.storage?.persist?.()) ?? false,
    onBroken: (tell) => {
      // An error without words: its script could not be had. Others are told by the worker itself.
      worker.addEventListener("error", ({ message }) => {
        if (!message) tell("the worker could not be loaded");
      });
    },
    end: () => {
      stopHints();
      stopLeaving();
      return ended(worker);
    },
  });
}

/**
 * A page that the browser only puts by, to show it again at "back", would keep the store's lock in
 * its sleep, and a worker that is asked to close may not run any more. So it is ended, which the
 * store is made for, and the page begins anew when it is shown.
 */
function onPutBy(leave: () => void): () => void {
  const hide = ({ persisted }: PageTransitionEvent) => {
    if (persisted) leave();
  };
  const show = ({ persisted }: PageTransitionEvent) => {
    if (persisted) location.reload();
  };
  addEventListener("pagehide", hide);
  addEventListener("pageshow", show);
  return () => {
    removeEventListener("pagehide", hide);
    removeEventListener("pageshow", show);
  };
}

async function ended(worker: Worker): Promise<void> {
  worker.postMessage({ closing: true } satisfies Closing);
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, kCloseWithinMs);
    worker.addEventListener("message", ({ data }: MessageEvent<object>) => {
      if (!("closed" in data)) return;
      clearTimeout(timer);
      resolve();
    });
  });
  worker.terminate();
}
