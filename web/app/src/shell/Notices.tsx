import { useState } from "preact/hooks";
import { useClient } from "../data/client.ts";
import { standingOf } from "../data/status_words.ts";
import { Button, LinkButton } from "../parts/Button.tsx";
import { paths } from "../router/paths.ts";
import { shell } from "../words/en/shell.ts";
import { isDirty } from "./dirty.ts";
import { takeUpdate, waitingWorker } from "./update.ts";

/** What everybody at this device has to know, over every screen. */
export function Notices() {
  const client = useClient();
  const status = client.status.value;
  const standing = standingOf(status).kind;
  const isBad = standing === "full" || standing === "broken";
  const text =
    standing === "full"
      ? shell("fullNotice")
      : standing === "broken"
        ? shell("brokenNotice")
        : standing === "memory"
          ? shell("memoryNotice")
          : standing === "removed"
            ? shell("removedNotice")
            : status.store.kind === "aside"
              ? shell("asideNotice")
              : null;
  return (
    <>
      {text && (
        <div class={isBad ? "notice bad" : "notice"} role="alert">
          <p class="grow">{text}</p>
          <LinkButton href={paths.sync}>{shell("seeSync")}</LinkButton>
        </div>
      )}
      <UpdateNotice />
    </>
  );
}

/** Asks whether to take the new version. Not as long as anything is unfinished. */
function UpdateNotice() {
  const [isPutOff, putOff] = useState(false);
  if (waitingWorker.value === null || isPutOff) return null;
  const isBlocked = isDirty();
  return (
    <div class="notice" role="status">
      <p class="grow">{shell(isBlocked ? "updateLater" : "updateReady")}</p>
      <div class="actions">
        {!isBlocked && <Button onClick={takeUpdate}>{shell("updateNow")}</Button>}
        <Button look="quiet" onClick={() => putOff(true)}>
          {shell("later")}
        </Button>
      </div>
    </div>
  );
}
