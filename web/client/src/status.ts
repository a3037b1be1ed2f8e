import type { ErrorCode } from "./error.ts";
import type { ScopeId } from "./values.ts";

/** Where the edits of this tab are kept. */
export type StoreState =
  | { readonly kind: "opening" }
  /** In the browser's private file system, or in a tab that has it open: durable when answered. */
  | { readonly kind: "files"; readonly isOwner: boolean }
  /** No private file system here: in the browser's database, durable when answered. */
  | { readonly kind: "database" }
  /** The tab that has the files open does not answer: edits are kept aside, and handed over. */
  | { readonly kind: "aside"; readonly waiting: number }
  /** This browser keeps nothing: all is lost when the tab that has it closes. */
  | { readonly kind: "memory" }
  | { readonly kind: "failed"; readonly code: ErrorCode; readonly reason: string };

export type Connection =
  /** No hub joined yet. */
  | "none"
  | "offline"
  | "connecting"
  | "open"
  /** The hub does not let this device in any more. */
  | "refused";

/** Everything there is to say about how things stand; one object, replaced when anything changes. */
export interface Status {
  readonly store: StoreState;
  readonly connection: Connection;
  /** Nothing waits here, and everything that the hub has is here. */
  readonly isInSync: boolean;
  /** Every scope of the device is here whole: work can go on without a network. */
  readonly isReadyOffline: boolean;
  /** Wall milliseconds; null: never since the store was made. */
  readonly lastInSyncMs: number | null;
  /** Entries of the hub's log that are here, and that there are, over all scopes; null: not known. */
  readonly download: { readonly done: number; readonly total: number } | null;
  /** Own changes saved here that the hub has not acknowledged; of these, on their way now. */
  readonly waiting: number;
  readonly sending: number;
  /** When the oldest of the waiting ones was made, in wall milliseconds. */
  readonly waitingSinceMs: number | null;
  /** Own changes that the hub refused; they wait for a person. */
  readonly refused: number;
  /** Disagreements that wait for a person. */
  readonly toDecide: number;
  /** Wall milliseconds of the next attempt to connect; null: none is planned. */
  readonly nextTryMs: number | null;
  readonly failures: number;
  /** Why the last connection ended, for developers. */
  readonly lastReason: string;
  /** How far the hub's clock is ahead of this device's, in milliseconds. */
  readonly clockAheadMs: number | null;
  /** The hub has no room left or is busy, and takes no changes for now. */
  readonly isHubFull: boolean;
  /** The link is good enough for pictures to travel beside the changes, and nobody saves data. */
  readonly isMediaAllowed: boolean;
  /** The hub told this device, reported lost, to erase what it held, and it did. */
  readonly isErased: boolean;
  /** This browser's space is used up: edits fail, what is there stays. */
  readonly isFull: boolean;
  readonly space: {
    readonly used: number;
    readonly quota: number;
    readonly isPersistent: boolean;
  } | null;
}

/** Who this device is to its hub. */
export interface Identity {
  readonly hubName: string;
  /** Empty: whoever holds the device. */
  readonly person: string;
  readonly role: string;
  readonly device: string;
}

export interface Scope {
  readonly scope: ScopeId;
  readonly name: string;
}

export interface Joining {
  /** The secret of an invitation's link, or its code as typed. */
  readonly invite: string;
  /** What the device shall be called; the hub may alter it. */
  readonly device: string;
}
