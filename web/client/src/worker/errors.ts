import { type ErrorCode, WedSyncError } from "../api.ts";
import { isQuotaError } from "./files/files.ts";

export function failure(code: ErrorCode, message: string): WedSyncError {
  return new WedSyncError(code, message);
}

/** What was thrown, as the error that is told. */
export function asWedSyncError(error: unknown): WedSyncError {
  if (error instanceof WedSyncError) return error;
  const words = error instanceof Error ? error.message : String(error);
  return new WedSyncError(isQuotaError(error) ? "full" : "store", words);
}
