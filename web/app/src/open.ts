import { type Client, openClient } from "@wedsync/client";
import { store } from "./store.ts";

/** Opens the store of this browser. The engine is loaded behind it; the first paint does not wait. */
export function openReal(): Client {
  return openClient(store);
}
