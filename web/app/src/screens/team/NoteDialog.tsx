import type { NotedAnswer, SupplierHealth } from "@wedsync/client";
import { useState } from "preact/hooks";
import { useClient } from "../../data/client.ts";
import { useLive } from "../../data/live.ts";
import { type ActivityKind, activityKinds, homeOf, noteOf } from "../../data/team.ts";
import { Button } from "../../parts/Button.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { Select, TextArea, TextField } from "../../parts/Field.tsx";
import { complain } from "../../shell/act.ts";
import { toast } from "../../shell/toasts.ts";
import { shell } from "../../words/en/shell.ts";
import { team as say } from "../../words/en/team.ts";
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
  const [isBusy, setBusy] = useState(false);
  const vendors = useLive(supplier === "" ? { collection: "vendors", fields: ["name"] } : null);
  const names = new Set([
    ...known.map((each) => each.supplier),
    ...vendors.rows.map((row) => String(row.values.name ?? "")),
  ]);
  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    const scope = homeOf(client.scopes.value);
    const name = who.trim();
    if (name === "" || scope === null) return;
    setBusy(true);
    try {
      const noted = await client.act<NotedAnswer>("success", noteOf(scope, name, kind, about));
      const reached = noted.milestones.map((each) =>
        say("newMilestone", { name, what: milestoneWords(each.type) }),
      );
      toast([say("noted"), ...reached, shell("savedHere")].join(" · "));
      onNoted();
      onClose();
    } catch (error) {
      complain(error, shell("notSaved"));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={supplier === "" ? say("note") : say("noteOf", { name: supplier })}
      onClose={onClose}
      closesLightly={false}
    >
      <form class="form" onSubmit={(event) => void submit(event)} noValidate>
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
