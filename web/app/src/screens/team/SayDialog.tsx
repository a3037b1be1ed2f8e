import type { Risk } from "@wedsync/client";
import { useState } from "preact/hooks";
import { useClient } from "../../data/client.ts";
import { nowMs } from "../../data/now.ts";
import { homeOf, riskNoteOf } from "../../data/team.ts";
import { Select, TextArea } from "../../parts/Field.tsx";
import { shell } from "../../words/en/shell.ts";
import { team as say } from "../../words/en/team.ts";
import { FormDialog } from "./FormDialog.tsx";

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
  const save = async () => {
    const scope = homeOf(client.scopes.value);
    if (scope === null) return null;
    const untilMs = nowMs(client) + Number(days) * dayMs;
    await client.act("success", riskNoteOf(scope, { supplier, risk, untilMs, reason }));
    onSaid();
    return `${say("noted")} · ${shell("savedHere")}`;
  };
  return (
    <FormDialog
      title={say("sayOf", { name: supplier })}
      save={say("save")}
      onSave={save}
      onClose={onClose}
    >
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
    </FormDialog>
  );
}
