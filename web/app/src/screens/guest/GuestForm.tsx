import { useEffect, useMemo, useState } from "preact/hooks";
import { useClient } from "../../data/client.ts";
import { editsOf, type Typed, toSet } from "../../data/edits.ts";
import { type Guest, replies, sides } from "../../data/guests.ts";
import { useHint } from "../../data/hints.ts";
import { nowMs } from "../../data/now.ts";
import { useOpened } from "../../data/opened.ts";
import { noteAnyway } from "../../data/own_activity.ts";
import { editorOf, useEditing } from "../../data/presence.ts";
import type { TableName } from "../../data/tables.ts";
import { Button } from "../../parts/Button.tsx";
import { Check, Select, TextArea, TextField } from "../../parts/Field.tsx";
import { useAct } from "../../shell/act.ts";
import { useDirty } from "../../shell/dirty.ts";
import { hintAt } from "../../shell/Hint.tsx";
import { guest as say } from "../../words/en/guest.ts";
import { guests as sayGuests } from "../../words/en/guests.ts";
import { shell } from "../../words/en/shell.ts";
import { tableChoices } from "../guests/WalkInDialog.tsx";

interface GuestFormProps {
  readonly guest: Guest;
  readonly guests: readonly Guest[];
  readonly tables: readonly TableName[];
  readonly onClose: () => void;
}

/** What the form shows, as typed. */
interface Sheet {
  readonly full_name: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly party: string;
  readonly side: string;
  readonly rsvp: string;
  readonly table: string;
  readonly meal: string;
  readonly diets: string;
  readonly allergies: string;
  readonly plus_ones: string;
  readonly is_child: boolean;
  readonly needs_wheelchair: boolean;
  readonly phone: string;
  readonly email: string;
  readonly gift_received: boolean;
  readonly tags: string;
  readonly notes: string;
}

const sheetOf = (guest: Guest): Sheet => ({
  full_name: guest.name,
  first_name: guest.firstName,
  last_name: guest.lastName,
  party: guest.party,
  side: guest.side,
  rsvp: guest.reply,
  table: guest.table ?? "",
  meal: guest.meal,
  diets: guest.diets.join(", "),
  allergies: guest.allergies,
  plus_ones: guest.plusOnes === 0 ? "" : String(guest.plusOnes),
  is_child: guest.isChild,
  needs_wheelchair: guest.needsWheelchair,
  phone: guest.phone,
  email: guest.email,
  gift_received: guest.hasGift,
  tags: guest.tags.join(", "),
  notes: guest.notes,
});

/** The fields that differ from what was there, as the record holds them. */
function typedOf(sheet: Sheet, start: Sheet): Record<string, Typed> {
  const typed: Record<string, Typed> = {};
  for (const field of Object.keys(sheet) as (keyof Sheet)[]) {
    const value = sheet[field];
    if (value === start[field]) continue;
    if (field === "diets" || field === "tags") typed[field] = toSet(String(value));
    else if (field === "plus_ones") {
      typed[field] = Math.max(0, Math.min(20, Math.floor(Number(value) || 0)));
    } else if (field === "table") typed[field] = value ? { record: String(value) } : null;
    else typed[field] = typeof value === "string" ? value.trim() : value;
  }
  // Who moves to another table leaves the seat at the old one.
  if ("table" in typed) typed.seat = null;
  return typed;
}

/** Everything about a guest that can be changed, with what others are at. */
export function GuestForm({ guest, guests, tables, onClose }: GuestFormProps) {
  const client = useClient();
  const act = useAct();
  const { opened } = useOpened(guest.scope, guest.record);
  const [start] = useState(() => sheetOf(guest));
  const [sheet, setSheet] = useState(start);
  const [anyway, setAnyway] = useState<ReadonlySet<string>>(new Set());
  const editing = useEditing(guest.scope, guest.record);
  const { hint, ask, drop } = useHint(guest.scope, guest.record);
  useEffect(() => () => editing.end(), []);

  const typed = useMemo(() => typedOf(sheet, start), [sheet, start]);
  const isChanged = Object.keys(typed).length > 0;
  useDirty(isChanged);

  const set = (change: Partial<Sheet>) => setSheet((old) => ({ ...old, ...change }));
  const held = (field: keyof Sheet) => {
    const other = editorOf(client.present.value, guest.scope, guest.record, field);
    if (!other || anyway.has(field)) return undefined;
    const name = other.person || other.device;
    const goOn = () => {
      setAnyway(new Set([...anyway, field]));
      noteAnyway(guest.scope, guest.record, name, nowMs(client));
    };
    return (
      <>
        {shell("editing", { name })}
        <Button look="quiet" onClick={goOn}>
          {shell("editAnyway")}
        </Button>
      </>
    );
  };
  const around = (field: keyof Sheet) => {
    const isHeld = held(field);
    return {
      label: say(field),
      held: isHeld,
      ahead: isHeld || anyway.has(field) ? undefined : hintAt(hint, field),
      onFocus: () => {
        editing.begin(field);
        ask(field);
      },
      onBlur: () => {
        editing.end();
        drop();
      },
    };
  };
  const line = (field: keyof Sheet) => ({
    ...around(field),
    value: String(sheet[field]),
    onText: (text: string) => set({ [field]: text }),
    maxLength: 500,
  });

  const submit = async (event: Event) => {
    event.preventDefault();
    if (!opened || !isChanged) return;
    const edits = editsOf(opened, typed);
    const done = await act(
      { scope: guest.scope, edits, type: "guest" },
      say("saved", { name: sheet.full_name || guest.name }),
    );
    if (done) onClose();
  };

  return (
    <form class="form guest-form" onSubmit={submit} noValidate>
      <TextField {...line("full_name")} />
      <div class="pair">
        <TextField {...line("first_name")} />
        <TextField {...line("last_name")} />
      </div>
      <div class="pair">
        <TextField {...line("party")} />
        <Select
          {...around("table")}
          value={sheet.table}
          onText={(table) => set({ table })}
          options={tableChoices(tables, guests)}
        />
      </div>
      <TextField {...line("allergies")} hint={sayGuests("allergiesHint")} />
      <div class="pair">
        <TextField {...line("meal")} />
        <TextField {...line("diets")} hint={say("dietsHint")} />
      </div>
      <div class="pair">
        <TextField {...line("plus_ones")} type="number" inputMode="numeric" min={0} max={20} />
        <Select
          {...around("rsvp")}
          value={sheet.rsvp}
          onText={(rsvp) => set({ rsvp })}
          options={replies.map((value) => ({ value, label: say(`rsvp_${value}`) }))}
        />
        <Select
          {...around("side")}
          value={sheet.side}
          onText={(side) => set({ side })}
          options={[
            { value: "", label: say("side_none") },
            ...sides.map((value) => ({ value, label: say(`side_${value}`) })),
          ]}
        />
      </div>
      <div class="choices">
        <Check checked={sheet.is_child} onCheck={(is_child) => set({ is_child })}>
          {say("is_child")}
        </Check>
        <Check
          checked={sheet.needs_wheelchair}
          onCheck={(needs_wheelchair) => set({ needs_wheelchair })}
        >
          {say("needs_wheelchair")}
        </Check>
        <Check checked={sheet.gift_received} onCheck={(gift_received) => set({ gift_received })}>
          {say("gift_received")}
        </Check>
      </div>
      <div class="pair">
        <TextField {...line("phone")} type="tel" inputMode="tel" dir="ltr" />
        <TextField {...line("email")} type="email" inputMode="email" dir="ltr" />
      </div>
      <TextField {...line("tags")} />
      <TextArea {...line("notes")} maxLength={20_000} />
      <div class="actions form-foot">
        <Button type="submit" look="primary" disabled={!isChanged || !opened}>
          {say(isChanged ? "saveChanges" : "noChanges")}
        </Button>
        <Button onClick={onClose}>{shell("cancel")}</Button>
      </div>
    </form>
  );
}
