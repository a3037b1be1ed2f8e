import type { NotedAnswer, SupplierHealth } from "@wedsync/client";
import { useState } from "preact/hooks";
import { useClient } from "../../data/client.ts";
import { useLive } from "../../data/live.ts";
import { type ActivityKind, activityKinds, homeOf, noteOf } from "../../data/team.ts";
import { Select, TextArea, TextField } from "../../parts/Field.tsx";
import { shell } from "../../words/en/shell.ts";
import { team as say } from "../../words/en/team.ts";
import { FormDialog } from "./FormDialog.tsx";
import { milestoneWords } from "./words.ts";

interface NoteDialogProps {
  /** Empty: to be chosen. */
  readonly supplier: string;
  readonly known: readonly SupplierHealth[];
  readonly onClose: () => void;
  readonly onNoted: () => void;
}

/** Notes that something happened with a supplier; says what was reached by it. */
export function NoteDialog({ supplier, known, onClose, onNoted }: NoteDialogProps) {
  const client = useClient();
  const [who, setWho] = useState(supplier);
  const [kind, setKind] = useState<ActivityKind>("message");
  const [about, setAbout] = useState("");
  const [isTried, setTried] = useState(false);
  const vendors = useLive(supplier === "" ? { collection: "vendors", fields: ["name"] } : null);
  const names = new Set([
    ...known.map((each) => each.supplier),
    ...vendors.rows.map((row) => String(row.values.name ?? "")),
  ]);
  const save = async () => {
    setTried(true);
    const scope = homeOf(client.scopes.value);
    const name = who.trim();
    if (name === "" || scope === null) return null;
    const noted = await client.act<NotedAnswer>("success", noteOf(scope, name, kind, about));
    onNoted();
    const reached = noted.milestones.map((each) =>
      say("newMilestone", { name, what: milestoneWords(each.type) }),
    );
    return [say("noted"), ...reached, shell("savedHere")].join(" · ");
  };
  return (
    <FormDialog
      title={supplier === "" ? say("note") : say("noteOf", { name: supplier })}
      save={say("save")}
      onSave={save}
      onClose={onClose}
    >
      {supplier === "" && (
        <>
          <TextField
            label={say("who")}
            value={who}
            onText={setWho}
            maxLength={200}
            list="team-suppliers"
            wrong={isTried && who.trim() === "" ? say("nobody") : undefined}
          />
          <datalist id="team-suppliers">
            {[...names]
              .filter((name) => name !== "")
              .sort()
              .map((name) => (
                <option key={name} value={name} />
              ))}
          </datalist>
        </>
      )}
      <Select
        label={say("what")}
        value={kind}
        onText={(text) => setKind(text as ActivityKind)}
        options={activityKinds.map((each) => ({ value: each, label: say(`k_${each}`) }))}
      />
      <TextArea label={say("words")} value={about} onText={setAbout} rows={2} maxLength={300} />
    </FormDialog>
  );
}
