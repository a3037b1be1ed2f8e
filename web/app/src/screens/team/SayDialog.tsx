import type { Risk } from "@wedsync/client";
import { useState } from "preact/hooks";
import { useClient } from "../../data/client.ts";
import { nowMs } from "../../data/now.ts";
import { homeOf, riskNoteOf } from "../../data/team.ts";
import { Button } from "../../parts/Button.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { Select, TextArea } from "../../parts/Field.tsx";
import { complain } from "../../shell/act.ts";
import { toast } from "../../shell/toasts.ts";
import { shell } from "../../words/en/shell.ts";
import { team as say } from "../../words/en/team.ts";

const dayMs = 86_400_000;
const risks: readonly Risk[] = ["low", "medium", "high"];
const lengths = [7, 14, 30, 90];

interface SayDialogProps {
  readonly supplier: string;
  readonly onClose: () => void;
  readonly onSaid: () => void;
}

/** Somebody knows better than the score, for a time. */
export function SayDialog({ supplier, onClose, onSaid }: SayDialogProps) {
  const client = useClient();
  const [risk, setRisk] = useState<Risk>("low");
  const [days, setDays] = useState("14");
  const [reason, setReason] = useState("");
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    const scope = homeOf(client.scopes.value);
    if (scope === null) return;
    setBusy(true);
    try {
      const untilMs = nowMs(client) + Number(days) * dayMs;
      await client.act("success", riskNoteOf(scope, { supplier, risk, untilMs, reason }));
      toast(`${say("noted")} · ${shell("savedHere")}`);
      onSaid();
      onClose();
    } catch (error) {
      complain(error, shell("notSaved"));
      setBusy(false);
    }
  };
  return (
    <Dialog title={say("sayOf", { name: supplier })} onClose={onClose} closesLightly={false}>
      <form class="form" onSubmit={(event) => void submit(event)} noValidate>
        <Select
          label={say("howItGoes")}
          value={risk}
          onText={(text) => setRisk(text as Risk)}
          options={risks.map((each) => ({ value: each, label: say(`risk_${each}`) }))}
        />
        <Select
          label={say("howLong")}
          value={days}
          onText={setDays}
          options={lengths.map((each) => ({
            value: String(each),
            label: say("days", { count: each }),
          }))}
        />
        <TextArea label={say("why")} value={reason} onText={setReason} rows={2} maxLength={300} />
        <p class="s">{say("sayHelp")}</p>
        <div class="actions">
          <Button type="submit" look="primary" disabled={isBusy}>
            {say("save")}
          </Button>
          <Button onClick={onClose}>{shell("cancel")}</Button>
        </div>
      </form>
    </Dialog>
  );
}
