import { type Client, type Committed, type Draft, WedSyncError } from "@wedsync/client";
import { noteApart } from "../data/apart.ts";
import { useClient } from "../data/client.ts";
import { shell } from "../words/en/shell.ts";
import { whileSaving } from "./dirty.ts";
import { toast } from "./toasts.ts";

/** Takes a change back and says so. */
export async function undo(client: Client, done: Pick<Committed, "scope" | "dot">): Promise<void> {
  try {
    const undone = await client.undo(done.scope, done.dot);
    toast(shell(undone.left.length > 0 ? "undoLeft" : "undone"));
  } catch (error) {
    complain(error, shell("notUndone"));
  }
}

/** Says that something was not done, and why where that is known. */
export function complain(error: unknown, otherwise: string): void {
  const isFull = error instanceof WedSyncError && error.code === "full";
  toast(isFull ? shell("notSavedFull") : otherwise, { kind: "bad" });
}

/**
 * Commits a draft and shows what was done, with a way to undo it. The words are shown when it is
 * saved here and not before; null when it was not saved, which is then said.
 */
export async function act(
  client: Client,
  draft: Draft,
  words: string | null,
): Promise<Committed | null> {
  try {
    const done = await whileSaving(client.commit(draft));
    // What is not told later is no loss.
    void noteApart(client, draft, done).catch(() => undefined);
    if (words !== null) {
      toast(`${words} · ${shell("savedHere")}`, {
        action: { label: shell("undo"), run: () => void undo(client, done) },
      });
    }
    return done;
  } catch (error) {
    complain(error, shell("notSaved"));
    return null;
  }
}

/** `act` with the client of this tab. */
export function useAct(): (draft: Draft, words: string | null) => Promise<Committed | null> {
  const client = useClient();
  return (draft, words) => act(client, draft, words);
}
