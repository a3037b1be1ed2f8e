import createWedsync from "../generated/wedsync.mjs";
import type { Status } from "./api.ts";
import { type HubOptions, originOf } from "./options.ts";
import { linkWorld } from "./worker/boot.ts";
import { lockNames } from "./worker/bus.ts";
import { Desk } from "./worker/desk.ts";
import { wasmOpener } from "./worker/engine_loader.ts";
import { copyBlocks } from "./worker/files/block_store.ts";
import type { FileSet } from "./worker/files/files.ts";
import { databasesWith } from "./worker/files/idb.ts";
import { memoryStore } from "./worker/files/memory_files.ts";
import { copyOpfs } from "./worker/files/opfs_files.ts";
import { kNothingYet } from "./worker/overview.ts";
import { blockName } from "./worker/places.ts";
import { databaseKeyring, type Keyring, type Membership } from "./worker/transport/membership.ts";

export interface SendOptions extends HubOptions {
  /** Where wedsync.wasm is. */
  readonly wasm: string | URL;
  /** How long it may take; 25 s if left out. */
  readonly withinMs?: number;
}

const kWithinMs = 25_000;

/**
 * Sends what waits, from a service worker after the last tab closed. It works on a copy in memory,
 * which is dropped: the next tab finds its store as it left it, and what it sends again is known to
 * the hub. "open": a tab has the store open and sends by itself. "waiting": not all could be sent;
 * try again later.
 */
export async function sendWaiting(
  options: SendOptions,
): Promise<"sent" | "nothing" | "open" | "waiting"> {
  const owner = lockNames(options.store).owner;
  const { held = [] } = await navigator.locks.query();
  if (held.some(({ name }) => name === owner)) return "open";
  const member = await databaseKeyring(options.store).load();
  const copy = member ? await copyOf(options.store) : null;
  if (!member || !copy) return "nothing";
  const until = Date.now() + (options.withinMs ?? kWithinMs);
  let status: Status = kNothingYet;
  const desk = await Desk.open({
    storeState: { kind: "memory" },
    openStore: async () => memoryStore(copy),
    openEngine: wasmOpener(
      {
        create: createWedsync,
        compile: () => WebAssembly.compileStreaming(fetch(options.wasm)),
      },
      options.schema,
    ),
    keyring: ringOf(member),
    base: originOf(options),
    link: (one) => linkWorld(originOf(options), one),
    space: async () => null,
    emit: (_, notice) => {
      if (notice.notice === "overview") status = notice.changed.status ?? status;
    },
  });
  try {
    const waitingFirst = (await desk.countPending()) + (await desk.countActions());
    if (waitingFirst === 0) return "nothing";
    await desk.call("background", "attach", []);
    while (Date.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      const isSent = status.connection === "open" && status.waiting === 0;
      if (isSent && (await desk.countActions()) === 0) return "sent";
    }
    return "waiting";
  } finally {
    await desk.close();
  }
}

/** Reads one and keeps nothing. */
function ringOf(member: Membership): Keyring {
  return {
    load: async () => member,
    save: async () => {},
    forget: async () => {},
    lastInSync: async () => null,
    noteInSync: async () => {},
  };
}

async function copyOf(store: string): Promise<FileSet | null> {
  const inDatabase = blockName(store);
  if ((await databasesWith(inDatabase)).includes(inDatabase)) return copyBlocks(inDatabase);
  return copyOpfs(store).catch(() => null);
}
