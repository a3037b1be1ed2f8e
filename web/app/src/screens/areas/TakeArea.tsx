import type { ClaimOn, ScopeId } from "@wedsync/client";
import { useState } from "preact/hooks";
import { areaHours, tablesFromTo } from "../../data/claims.ts";
import { Button } from "../../parts/Button.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { Select, TextField } from "../../parts/Field.tsx";
import { areas as say } from "../../words/en/areas.ts";
import { shell } from "../../words/en/shell.ts";
import { minutes } from "../../words/format.ts";

interface TakeAreaProps {
  readonly scope: ScopeId;
  readonly collection: "tables" | "vendors";
  readonly onClose: () => void;
  readonly onTake: (on: ClaimOn, hours: number) => void;
}

/** Which of it, and for how long. */
export function TakeArea({ scope, collection, onClose, onTake }: TakeAreaProps) {
  const [from, setFrom] = useState("1");
  const [to, setTo] = useState("10");
  const [hours, setHours] = useState("3");
  const [isTried, setTried] = useState(false);
  const on: ClaimOn | null =
    collection === "tables" ? tablesFromTo(scope, from, to) : { scope, collection };
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (on) onTake(on, Number(hours));
  };
  const number = { type: "text", inputMode: "numeric", dir: "ltr", maxLength: 4 } as const;
  return (
    <Dialog
      title={say(collection === "tables" ? "takeTables" : "takeVendors")}
      onClose={onClose}
      closesLightly={false}
    >
      <form class="form" onSubmit={submit} noValidate>
        {collection === "tables" && (
          <div class="pair">
            <TextField label={say("from")} value={from} onText={setFrom} {...number} />
            <TextField
              label={say("to")}
              value={to}
              onText={setTo}
              {...number}
              wrong={isTried && on === null ? say("noNumbers") : undefined}
            />
          </div>
        )}
        <Select
          label={say("howLong")}
          value={hours}
          onText={setHours}
          options={areaHours.map((each) => ({ value: String(each), label: minutes(each * 60) }))}
        />
        <p class="s">{say("help")}</p>
        <div class="actions">
          <Button type="submit" look="primary">
            {say("take")}
          </Button>
          <Button onClick={onClose}>{shell("cancel")}</Button>
        </div>
      </form>
    </Dialog>
  );
}
