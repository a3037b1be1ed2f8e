import { waitingWorker } from "../shell/update.ts";
import { FakeClient } from "./fake_client.ts";
import type { FakeOptions } from "./fake_status.ts";

declare global {
  interface Window {
    /** For scripts that look at the made-up app. */
    wedsyncFake?: FakeClient;
  }
}

const stores = ["memory", "failed", "aside"] as const;

/** The made-up client as the address asks for it: ?offline, ?fresh, ?empty, ?full, ?naughty, ?update, ?store=, ?guests=. */
export function openFake(): FakeClient {
  const asked = new URLSearchParams(location.search);
  const store = stores.find((each) => each === asked.get("store"));
  const guests = Number(asked.get("guests"));
  const options: FakeOptions = {
    nowMs: Date.now(),
    isFresh: asked.has("fresh"),
    isEmpty: asked.has("empty"),
    isOffline: asked.has("offline"),
    isFull: asked.has("full"),
    isNaughty: asked.has("naughty"),
    ...(store && { store }),
    ...(guests > 0 && { guestsEach: guests }),
  };
  const client = new FakeClient(options);
  window.wedsyncFake = client;
  if (asked.has("update")) waitingWorker.value = {} as ServiceWorker;
  return client;
}
