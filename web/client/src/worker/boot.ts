import type { Status } from "../api.ts";
import type { Notice } from "../methods.ts";
import { unique } from "../unique.ts";
import { broadcastBus, lockNames, noLocks, webLocks } from "./bus.ts";
import { Desk, type DeskWorld } from "./desk.ts";
import type { OpenOn } from "./engine.ts";
import { BlockStore } from "./files/block_store.ts";
import type { FileStore } from "./files/files.ts";
import { databasesWith } from "./files/idb.ts";
import { adoptOrphans } from "./orphans.ts";
import { databaseShelf, fileShelf, memoryShelf } from "./pictures/shelf.ts";
import { asidePrefix, findPlaces } from "./places.ts";
import { Station } from "./station.ts";
import type { LinkWorld } from "./transport/link.ts";
import {
  databaseKeyring,
  type Membership,
  memoryKeyring,
  openSession,
  scopesOfDevice,
} from "./transport/membership.ts";
import { openPlainHttp } from "./transport/plain_http.ts";
import { openWebSocket } from "./transport/web_socket.ts";

export interface BootOptions {
  readonly store: string;
  /** Of the hub, without a slash at the end. */
  readonly base: string;
  readonly openEngine: OpenOn;
}

type Emit = (client: string, notice: Notice) => void;

/** Puts a station together from what this browser has. */
export async function boot(
  { store, base, openEngine }: BootOptions,
  emit: (notice: Notice) => void,
): Promise<Station> {
  const places = await findPlaces(store);
  const keepsNothing = places.kind === "memory" || typeof indexedDB === "undefined";
  const keyring = keepsNothing ? memoryKeyring() : databaseKeyring(store);
  const self = unique();
  const locks = navigator.locks ? webLocks() : noLocks();
  const names = lockNames(store);
  const prefix = asidePrefix(store);
  const pictures =
    places.kind === "files"
      ? fileShelf(store)
      : keepsNothing
        ? memoryShelf()
        : databaseShelf(store);
  const common = { openEngine, base, keyring, space, pictures };
  const aside = (openStore: () => Promise<FileStore>, emitTo: Emit): Promise<Desk> =>
    Desk.open({
      ...common,
      storeState: { kind: "aside", waiting: 0 },
      openStore,
      link: () => null,
      emit: emitTo,
    } satisfies DeskWorld);
  return new Station(
    {
      store,
      self,
      bus: broadcastBus(store, self),
      locks,
      now: () => performance.now(),
      every: (ms, run) => {
        const timer = setInterval(run, ms);
        return () => clearInterval(timer);
      },
      openOwn: (emitTo) =>
        Desk.open({
          ...common,
          storeState:
            places.kind === "files" ? { kind: "files", isOwner: true } : { kind: places.kind },
          openStore: () => places.open(),
          link: (member) => linkWorld(base, member),
          emit: emitTo,
        } satisfies DeskWorld),
      openAside: async (emitTo) => {
        const copy = await places.copy();
        return aside(() => BlockStore.create(prefix + self, copy), emitTo);
      },
      adoptOrphans: (desk) =>
        adoptOrphans(desk, {
          locks,
          list: async () => (await databasesWith(prefix)).map((name) => name.slice(prefix.length)),
          life: names.life,
          open: (id) =>
            aside(
              () => BlockStore.open(prefix + id),
              () => {},
            ),
        }),
    },
    emit,
  );
}

export function linkWorld(base: string, member: Membership): LinkWorld {
  return {
    base,
    openWebSocket,
    openPlainHttp,
    session: () => openSession(base, member),
    scopes: (token) => scopesOfDevice(base, token),
    now: () => performance.now(),
  };
}

async function space(): Promise<Status["space"]> {
  if (!navigator.storage?.estimate) return null;
  const [{ usage = 0, quota = 0 }, isPersistent] = await Promise.all([
    navigator.storage.estimate(),
    navigator.storage.persisted(),
  ]);
  return { used: usage, quota, isPersistent };
}
