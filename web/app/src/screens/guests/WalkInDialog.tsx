import type { RecordId, ScopeId } from "@wedsync/client";
import { useState } from "preact/hooks";
import { useClient } from "../../data/client.ts";
import { addWalkIn, type Guest, heads, isComing } from "../../data/guests.ts";
import { nowMs } from "../../data/now.ts";
import type { TableName } from "../../data/tables.ts";
import { Button } from "../../parts/Button.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { Check, Select, TextField } from "../../parts/Field.tsx";
import { useAct } from "../../shell/act.ts";
import { useDirty } from "../../shell/dirty.ts";
import { guests as say } from "../../words/en/guests.ts";
import { shell } from "../../words/en/shell.ts";

interface WalkInProps {
  readonly scope: ScopeId;
  readonly name: string;
  readonly tables: readonly TableName[];
  readonly guests: readonly Guest[];
  readonly onClose: () => void;
}

/** The tables to choose from, with the places that are left. */
export function tableChoices(tables: readonly TableName[], guests: readonly Guest[]) {
  const seated = new Map<RecordId, number>();
  for (const guest of guests) {
    if (guest.table === null || !isComing(guest)) continue;
    seated.set(guest.table, (seated.get(guest.table) ?? 0) + heads(guest));
  }
  return [
    { value: "", label: say("noTableChoice") },
    ...tables.map(({ record, label, capacity }) => {
      const left = capacity === null ? null : capacity - (seated.get(record) ?? 0);
      const words =
        left === null
          ? label
          : left > 0
            ? say("seatsLeft", { table: label, count: left })
            : say("tableFull", { table: label });
      return { value: record, label: words };
    }),
  ];
}

/** Adds somebody who is not on the list. */
export function WalkInDialog({ scope, name: start, tables, guests, onClose }: WalkInProps) {
  const client = useClient();
  const act = useAct();
  const [name, setName] = useState(start);
  const [party, setParty] = useState("");
  const [plusOnes, setPlusOnes] = useState("0");
  const [table, setTable] = useState("");
  const [allergies, setAllergies] = useState("");
  const [isIn, setIn] = useState(true);
  const [isTried, setTried] = useState(false);
  const isMissing = name.trim() === "";
  useDirty(name.trim() !== start.trim() || party !== "" || allergies !== "");

  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (isMissing) return;
    const draft = addWalkIn(
      scope,
      {
        name,
        party,
        table: table || null,
        plusOnes: Math.max(0, Math.min(20, Math.floor(Number(plusOnes) || 0))),
        allergies,
        isIn,
      },
      nowMs(client),
    );
    const done = await act(draft, say(isIn ? "addedIn" : "added", { name: name.trim() }));
    if (done) onClose();
  };

  return (
    <Dialog title={say("walkIn")} onClose={onClose} closesLightly={false}>
      <form class="form" onSubmit={submit} noValidate>
        <TextField
          label={say("name")}
          value={name}
          onText={setName}
          maxLength={200}
          autocapitalize="words"
          wrong={isTried && isMissing ? say("nameMissing") : undefined}
        />
        <div class="pair">
          <TextField label={say("partyField")} value={party} onText={setParty} maxLength={200} />
          <TextField
            label={say("plusOnes")}
            type="number"
            inputMode="numeric"
            min={0}
            max={20}
            value={plusOnes}
            onText={setPlusOnes}
          />
        </div>
        <Select
          label={say("table")}
          value={table}
          onText={setTable}
          options={tableChoices(tables, guests)}
        />
        <TextField
          label={say("allergies")}
          hint={say("allergiesHint")}
          value={allergies}
          onText={setAllergies}
          maxLength={500}
        />
        <Check checked={isIn} onCheck={setIn}>
          {say("comesIn")}
        </Check>
        <div class="actions">
          <Button type="submit" look="primary">
            {isMissing ? say("addGuestEmpty") : say("addGuest", { name: name.trim() })}
          </Button>
          <Button onClick={onClose}>{shell("cancel")}</Button>
        </div>
      </form>
    </Dialog>
  );
}
