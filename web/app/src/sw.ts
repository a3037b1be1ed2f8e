/// <reference lib="webworker" />
import {
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  precacheAndRoute,
} from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";
import { sendWaiting } from "./send_waiting.ts";

declare const self: ServiceWorkerGlobalScope & {
  readonly __WB_MANIFEST: { readonly url: string; readonly revision: string | null }[];
};

/** Chrome's; not in the types of TypeScript. */
interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
}

const files = [...self.__WB_MANIFEST];
const engine = files.find(({ url }) => url.endsWith(".wasm"))?.url;

precacheAndRoute(files);
cleanupOutdatedCaches();

// Every address of the app is the same page. What the hub answers itself lies under /v1, and the pages of invitations by
// mail under /i.
registerRoute(
  new NavigationRoute(createHandlerBoundToURL("/index.html"), {
    denylist: [/^\/v\d+\//, /^\/i\//, /^\/(healthz|readyz|metrics|statusz)\b/],
  }),
);

// A new version waits until the people at this device say so.
self.addEventListener("message", (event) => {
  if (event.data?.type === "SKIP_WAITING") void self.skipWaiting();
});

// The first version of all has nobody to ask: it serves the page that brought it.
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("sync", (event) => {
  const { tag, waitUntil } = event as unknown as SyncEvent;
  if (tag === "wedsync-send" && engine) waitUntil.call(event, sendWaiting(engine));
});
