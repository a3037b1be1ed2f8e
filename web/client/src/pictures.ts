import type { BlobValue, ScopeId } from "./values.ts";

/** A picture by its bytes; the value of a field of type `blob`. */
export type Picture = BlobValue["blob"];

/** A picture that was taken here and that the hub does not have. */
export interface DuePicture extends Picture {
  readonly scope: ScopeId;
}

/** How the pictures that were taken here stand. They are sent after everything else. */
export interface Pictures {
  readonly waiting: readonly DuePicture[];
  /** Of these, on its way now: bytes that the hub has of it, and that there are. */
  readonly sending: {
    readonly sha256: string;
    readonly sent: number;
    readonly size: number;
  } | null;
  /** None travel, either way, until the link is better. */
  readonly isHeldBack: boolean;
}
