import type { ScopeId } from "@wedsync/client";
import { useEffect, useState } from "preact/hooks";
import { useClient } from "../../data/client.ts";
import { atClock, eveningOf, toClock } from "../../data/day_time.ts";
import { editsOf, type Typed } from "../../data/edits.ts";
import { useHint } from "../../data/hints.ts";
import { minuteMs } from "../../data/now.ts";
import { useOpened } from "../../data/opened.ts";
import { editorOf, useEditing } from "../../data/presence.ts";
import { addItem, type Item, itemKinds, removeItem } from "../../data/timeline.ts";
import type { VendorName } from "../../data/vendor_names.ts";
import { Button } from "../../parts/Button.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { Select, TextArea, TextField } from "../../parts/Field.tsx";
import { paths } from "../../router/paths.ts";
import { go } from "../../router/router.ts";
import { useAct } from "../../shell/act.ts";
import { useDirty } from "../../shell/dirty.ts";
import { hintAt } from "../../shell/Hint.tsx";
import { shell } from "../../words/en/shell.ts";
import { timeline as say } from "../../words/en/timeline.ts";
import { clock } from "../../words/format.ts";

interface ItemFormProps {
  readonly scope: ScopeId;
  /** Null: a new one. */
  readonly item: Item | null;
  readonly vendors: readonly VendorName[];
  readonly dayMs: number;
  readonly onClose: () => void;
}

interface Sheet {
  readonly title: string;
  readonly start: string;
  readonly minutes: string;
  readonly room: string;
  readonly kind: (typeof itemKinds)[number];
  readonly owner: string;
  readonly vendor: string;
  readonly notes: string;
}

const sheetOf = (item: Item | null): Sheet => ({
  title: item?.title ?? "",
  start: item && !item.isOpen ? toClock(item.startsMs) : "",
  minutes: item ? String(item.minutes) : "30",
  room: item?.room ?? "",
  kind: item?.kind ?? "other",
  owner: item?.owner ?? "",
  vendor: item?.vendor ?? "",
  notes: item?.notes ?? "",
});

const minutesOf = (text: string) => Math.max(0, Math.min(1440, Math.round(Number(text) || 0)));

/** What of an item was changed, as the record holds it. */
function typedOf(sheet: Sheet, start: Sheet, item: Item, startsMs: number): Record<string, Typed> {
  const typed: Record<string, Typed> = {};
  const put = (field: string, key: keyof Sheet, value: Typed) => {
    if (sheet[key] !== start[key]) typed[field] = value;
  };
  put("title", "title", sheet.title.trim());
  // The record holds the plan; what it was shifted by since stays on top.
  put("starts_at", "start", startsMs - item.shiftedMin * minuteMs);
  put("duration_min", "minutes", minutesOf(sheet.minutes));
  put("room", "room", sheet.room.trim());
  put("kind", "kind", sheet.kind);
  put("owner", "owner", sheet.owner.trim());
  put("vendor", "vendor", sheet.vendor ? { record: sheet.vendor } : null);
  put("notes", "notes", sheet.notes);
  return typed;
}

/** A new item, or everything about one that can be changed. */
export function ItemForm(props: ItemFormProps) {
  return props.item ? <Change {...props} item={props.item} /> : <Form {...props} />;
}

function Change(props: ItemFormProps & { readonly item: Item }) {
  const { opened } = useOpened(props.scope, props.item.record);
  return <Form {...props} opened={opened} />;
}

type FormProps = ItemFormProps & { readonly opened?: ReturnType<typeof useOpened>["opened"] };

function Form({ scope, item, vendors, dayMs, onClose, opened = null }: FormProps) {
  const client = useClient();
  const act = useAct();
  const [start] = useState(() => sheetOf(item));
  const [sheet, setSheet] = useState(start);
  const [isTried, setTried] = useState(false);
  const editing = useEditing(scope, item?.record ?? "");
  useEffect(() => {
    if (!item) return;
    editing.begin("title");
    return () => editing.end();
  }, []);
  const { hint, ask, drop } = useHint(scope, item?.record ?? "");
  const isChanged = JSON.stringify(sheet) !== JSON.stringify(start);
  useDirty(isChanged);
  const set = (change: Partial<Sheet>) => setSheet((old) => ({ ...old, ...change }));
  const startsMs = atClock(eveningOf(dayMs), sheet.start);
  const isTitleMissing = sheet.title.trim() === "";
  const other = item ? editorOf(client.present.value, scope, item.record) : null;

  /** What goes with each field: the hint before it is edited. */
  const around = (field: string) => ({
    ahead: other ? undefined : hintAt(hint, field),
    onFocus: () => ask(field),
    onBlur: drop,
  });

  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (isTitleMissing || startsMs === null) return;
    const title = sheet.title.trim();
    if (item === null) {
      const done = await act(
        addItem(scope, {
          title,
          startsMs,
          minutes: minutesOf(sheet.minutes),
          room: sheet.room.trim(),
          kind: sheet.kind,
          owner: sheet.owner.trim(),
          vendor: sheet.vendor || null,
          notes: sheet.notes,
        }),
        say("added", { title, time: clock(startsMs) }),
      );
      if (done) onClose();
      return;
    }
    if (opened === null) return;
    const edits = editsOf(opened, typedOf(sheet, start, item, startsMs));
    const done =
      edits.length === 0 || (await act({ scope, edits, type: "item" }, say("changed", { title })));
    if (done) onClose();
  };

  const remove = async () => {
    if (item === null) return;
    onClose();
    go(paths.timeline(scope), "replace");
    await act(removeItem(item), say("removed", { title: item.title }));
  };

  return (
    <Dialog
      title={say(item ? "editTitle" : "addTitle")}
      onClose={onClose}
      closesLightly={!isChanged}
    >
      <form class="form" onSubmit={submit} noValidate>
        <TextField
          label={say("fieldTitle")}
          {...around("title")}
          value={sheet.title}
          onText={(title) => set({ title })}
          maxLength={200}
          held={other ? shell("editing", { name: other.person || other.device }) : undefined}
          wrong={isTried && isTitleMissing ? say("titleMissing") : undefined}
        />
        <div class="pair">
          <TextField
            label={say("fieldStart")}
            {...around("starts_at")}
            type="time"
            dir="ltr"
            value={sheet.start}
            onText={(text) => set({ start: text })}
            wrong={isTried && startsMs === null ? say("startMissing") : undefined}
          />
          <TextField
            label={say("fieldMinutes")}
            {...around("duration_min")}
            type="number"
            inputMode="numeric"
            min={0}
            max={1440}
            value={sheet.minutes}
            onText={(minutes) => set({ minutes })}
          />
        </div>
        <div class="pair">
          <TextField
            label={say("fieldRoom")}
            {...around("room")}
            value={sheet.room}
            onText={(room) => set({ room })}
            maxLength={200}
          />
          <Select
            label={say("fieldKind")}
            {...around("kind")}
            value={sheet.kind}
            onText={(kind) => set({ kind: itemKinds.find((each) => each === kind) ?? "other" })}
            options={itemKinds.map((value) => ({ value, label: say(`kind_${value}`) }))}
          />
        </div>
        <div class="pair">
          <TextField
            label={say("fieldOwner")}
            {...around("owner")}
            value={sheet.owner}
            onText={(owner) => set({ owner })}
            maxLength={200}
          />
          <Select
            label={say("fieldVendor")}
            {...around("vendor")}
            value={sheet.vendor}
            onText={(vendor) => set({ vendor })}
            options={[
              { value: "", label: say("noVendor") },
              ...vendors.map((each) => ({ value: each.record, label: each.name })),
            ]}
          />
        </div>
        <TextArea
          label={say("fieldNotes")}
          {...around("notes")}
          value={sheet.notes}
          onText={(notes) => set({ notes })}
          maxLength={20_000}
        />
        <div class="actions">
          <Button type="submit" look="primary" disabled={item !== null && !isChanged}>
            {say("saveItem")}
          </Button>
          <Button onClick={onClose}>{shell("cancel")}</Button>
          {item && (
            <Button look="quiet" icon="trash-2" onClick={() => void remove()}>
              {say("remove")}
            </Button>
          )}
        </div>
      </form>
    </Dialog>
  );
}
