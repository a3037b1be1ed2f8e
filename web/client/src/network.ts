import type { NetworkHint } from "./worker/engine.ts";
import type { Hint } from "./worker/messages.ts";

/** The Network Information API, where a browser has it. */
interface Connection extends EventTarget {
  readonly effectiveType?: NonNullable<NetworkHint["effective_type"]>;
  readonly downlink?: number;
  readonly rtt?: number;
  readonly saveData?: boolean;
}

/** Tells what the browser says of the network, now and whenever it changes. Returns how to stop. */
export function tellNetwork(tell: (hint: Hint["hint"]) => void): () => void {
  const { connection } = navigator as Navigator & { readonly connection?: Connection };
  const say = () =>
    tell({
      isOnline: navigator.onLine,
      network: connection ? hintOf(connection) : null,
    });
  addEventListener("online", say);
  addEventListener("offline", say);
  connection?.addEventListener("change", say);
  say();
  return () => {
    removeEventListener("online", say);
    removeEventListener("offline", say);
    connection?.removeEventListener("change", say);
  };
}

/** In whole numbers, as the engine takes them. */
export function hintOf({
  effectiveType,
  downlink,
  rtt,
  saveData,
}: Partial<Connection>): NetworkHint {
  const isKnown = (number: number | undefined): number is number => Number.isFinite(number);
  return {
    ...(effectiveType && { effective_type: effectiveType }),
    ...(isKnown(downlink) && { downlink_kbps: Math.round(downlink * 1_000) }),
    ...(isKnown(rtt) && { rtt_ms: Math.round(rtt) }),
    ...(saveData !== undefined && { save_data: saveData }),
  };
}
