// A service worker that sends what waits when it is asked, instead of at a sync event.
import { sendWaiting } from "/client/background.js";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => {
  const [port] = event.ports;
  const sent = async () => {
    const schema = await (await fetch("/schemas/venue.json")).json();
    return sendWaiting({ store: "test", schema, wasm: "/client/wedsync.wasm" });
  };
  event.waitUntil(
    sent().then(
      (told) => port.postMessage(told),
      (error) => port.postMessage(String(error)),
    ),
  );
});
