import { type Choice, type Client, type Conflict, WedSyncError } from "@wedsync/client";
import { decideAll } from "../../data/decide.ts";
import { whileSaving } from "../../shell/dirty.ts";
import { toast } from "../../shell/toasts.ts";
import { decide as say } from "../../words/en/decide.ts";
import { shell } from "../../words/en/shell.ts";

/** Makes choices, says so once they are saved here, and offers to take them back. */
export async function settle(
  client: Client,
  choices: readonly { readonly conflict: Conflict; readonly choice: Choice }[],
  words: string,
): Promise<boolean> {
  const { done, error } = await whileSaving(decideAll(client, choices));
  const takeBack = async () => {
    try {
      for (const { conflict, dot } of done.toReversed()) await client.undo(conflict.scope, dot);
      toast(shell("undone"));
    } catch {
      toast(shell("notUndone"), { kind: "bad" });
    }
  };
  if (error !== null) {
    const isFull = error instanceof WedSyncError && error.code === "full";
    toast(isFull ? shell("notSavedFull") : say("notDone"), { kind: "bad" });
    return false;
  }
  toast(`${say("done", { value: words })} · ${shell("savedHere")}`, {
    action: { label: shell("undo"), run: () => void takeBack() },
  });
  return true;
}
