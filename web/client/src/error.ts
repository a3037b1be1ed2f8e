/** Why a call failed. `code` is stable; the message is for developers, not for the people at a screen. */
export type ErrorCode =
  | "corrupt"
  | "protocol"
  | "store"
  | "too_large"
  | "unauthorized"
  | "invalid"
  | "not_found"
  /** The space of this browser is used up: nothing was written. */
  | "full"
  | "newer_format"
  /** The hub could not be reached. */
  | "unreachable"
  /** The hub refused the invitation. */
  | "bad_invite"
  /** The hub told this device, reported lost, to erase what it holds. */
  | "erased"
  /** The client was closed. */
  | "closed";

export class WedSyncError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
  ) {
    super(message);
    this.name = "WedSyncError";
  }
}
