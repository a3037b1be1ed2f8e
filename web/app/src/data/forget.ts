import { forgetBoard } from "./board.ts";
import { forgetOwnActivity } from "./own_activity.ts";

/** What belongs to the device and not to a venue. */
const own = new Set(
  ["theme", "text", "hand", "count", "language"].map((setting) => `wedsync.${setting}`),
);

/** Forgets what this app keeps of a venue beside the store: what was being typed, too. */
export function forgetVenue(): void {
  forgetBoard();
  forgetOwnActivity();
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith("wedsync.") && !own.has(key)) localStorage.removeItem(key);
  }
}
