import type { Draft, Picture, Pictures, RecordId, Row, ScopeId } from "@wedsync/client";

/** A picture by what it is: the hash of its bytes. */
export type Photo = Picture;

/** How a picture that is on this tablet stands with the team. */
export type PhotoState = "kept" | "heldBack" | "sending" | "sent";

export function stateOf({ sha256 }: Photo, { waiting, sending, isHeldBack }: Pictures): PhotoState {
  if (!waiting.some((one) => one.sha256 === sha256)) return "sent";
  if (isHeldBack) return "heldBack";
  return sending?.sha256 === sha256 ? "sending" : "kept";
}

const hex = /^[0-9a-f]{64}$/;

/** The picture that a field names; null where it names none that can be. */
export function blobOf(row: Row, field: string): Photo | null {
  const value = row.values[field];
  if (typeof value !== "object" || value === null || !("blob" in value)) return null;
  const { sha256, size } = value.blob;
  return hex.test(sha256) && Number.isSafeInteger(size) && size >= 0 ? { sha256, size } : null;
}

/** Names a picture in a field, or takes it away. */
export function setPhoto(
  scope: ScopeId,
  record: RecordId,
  field: string,
  photo: Photo | null,
): Draft {
  return {
    scope,
    type: "photo",
    priority: 1,
    edits: [
      photo === null
        ? { edit: "clear", record, field }
        : { edit: "set", record, field, value: { blob: photo } },
    ],
  };
}

/** Both sides of a picture so that the longer is at most `most`; pictures are not made larger. */
export function fit(
  width: number,
  height: number,
  most: number,
): { readonly width: number; readonly height: number } {
  const scale = Math.min(1, most / Math.max(width, height, 1));
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}
