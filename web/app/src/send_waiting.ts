import { sendWaiting as send } from "@wedsync/client/background";
import { store } from "./store.ts";

/**
 * Sends the changes that wait on this device, with no tab open. Fails where some are left: the
 * browser then tries again. `wasm` is where the engine is.
 */
export async function sendWaiting(wasm: string): Promise<void> {
  if ((await send({ ...store, wasm })) === "waiting") {
    throw new Error("changes are left to be sent");
  }
}
