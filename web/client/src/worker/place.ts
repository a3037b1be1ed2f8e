import type { WedSyncError } from "../api.ts";
import type { Arguments, Method, Notice } from "../methods.ts";
import type { Bus, Locks } from "./bus.ts";
import type { Desk } from "./desk.ts";
import { asWedSyncError, failure } from "./errors.ts";
import type { Front } from "./front.ts";
import type { OpenCall, Remote } from "./remote.ts";

/** What a station needs of the world. */
export interface StationWorld {
  readonly store: string;
  /** Of this worker, new for each. */
  readonly self: string;
  readonly bus: Bus;
  readonly locks: Locks;
  openOwn(emit: (client: string, notice: Notice) => void): Promise<Desk>;
  /** On a copy of the owner's files; rejected where there can be none. */
  openAside(emit: (client: string, notice: Notice) => void): Promise<Desk>;
  /** Takes over what closed tabs had kept aside. */
  adoptOrphans(desk: Desk): Promise<void>;
  now(): number;
  /** Calls back again and again. Returns how to stop. */
  every(ms: number, run: () => void): () => void;
}

/** What a station is among the others. */
export type Place =
  | { readonly is: "waiting" }
  | { readonly is: "owner"; readonly desk: Desk; readonly front: Front }
  | { readonly is: "guest"; readonly remote: Remote }
  | { readonly is: "aside"; readonly desk: Desk }
  /** It has the lock, and could not open the store. */
  | { readonly is: "failed"; readonly error: WedSyncError };

/** False: there is nobody to ask yet. */
export function passOn(place: Place, self: string, open: OpenCall): boolean {
  if (place.is === "waiting") return false;
  if (place.is === "failed") {
    open.reject(place.error);
    return true;
  }
  const args = open.args as Arguments<Method>;
  const answer =
    place.is === "guest"
      ? place.remote.call(open.method, args)
      : place.desk.call(self, open.method, args);
  answer.then(open.resolve, (error: unknown) => open.reject(asWedSyncError(error)));
  return true;
}

/** What the owner shows, as another tab shows it. */
export function asGuest(notice: Notice): Notice {
  if (notice.notice !== "overview" || notice.changed.status?.store.kind !== "files") return notice;
  const status = { ...notice.changed.status, store: { kind: "files", isOwner: false } as const };
  return { notice: "overview", changed: { ...notice.changed, status } };
}

export function silence(ms: number): Promise<never> {
  return new Promise((_, reject) =>
    setTimeout(() => reject(failure("store", "no answer from the tab that has the data")), ms),
  );
}
