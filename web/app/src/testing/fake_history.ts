import type {
  Conflict,
  Dot,
  Edit,
  FieldValue,
  History,
  HistoryItem,
  RecordId,
  Row,
  ScopeId,
  Value,
} from "@wedsync/client";
import { colleagues, me } from "./fake_story.ts";

/** A change that was made in the made-up world. */
export interface Made {
  readonly scope: ScopeId;
  readonly dot: Dot;
  readonly ms: number;
  readonly edits: readonly Edit[];
  readonly created: readonly RecordId[];
  readonly before: readonly {
    readonly record: RecordId;
    readonly field: string | null;
    readonly value: FieldValue | undefined;
  }[];
  isShared: boolean;
  isUndone: boolean;
  readonly type: string;
}

interface Past {
  readonly record: RecordId;
  readonly values: Row["values"];
  readonly made: readonly Made[];
  readonly conflicts: readonly Conflict[];
  readonly nowMs: number;
  /** The hub is there. */
  readonly isOpen: boolean;
}

/** What became of a record: how it came, what was made here, and what disagrees about it. */
export function historyOf(past: Past): History {
  const { record, values, made, nowMs } = past;
  const own = made.filter((each) => each.before.some((one) => one.record === record));
  const isOwn = (field: string) =>
    own.some((each) => each.before.some((one) => one.record === record && one.field === field));
  let hash = 0;
  for (const letter of record) hash = (hash * 31 + letter.charCodeAt(0)) >>> 0;
  const first: HistoryItem = {
    dot: `0-${record}`,
    person: colleagues[hash % colleagues.length] ?? "",
    device: "Tablet 1",
    ms: Number(values.checked_in_at ?? values.written_at ?? nowMs - 7_200_000),
    pending: false,
    effects: Object.entries(values)
      .filter(([field]) => !isOwn(field))
      .map(([field, value]) => ({ field, value: value as Value, place: "current" as const })),
  };
  const later = own.map(
    (each): HistoryItem => ({
      dot: each.dot,
      person: me,
      device: "Tablet 3",
      ms: each.ms,
      pending: !each.isShared,
      effects: each.before
        .filter((one) => one.record === record)
        .map(({ field }) => ({
          field,
          place: each.isUndone ? ("replaced" as const) : ("current" as const),
          ...(field !== null && { value: (values[field] ?? null) as Value }),
        })),
    }),
  );
  return { whole: true, items: [first, ...later, ...sides(past, first.dot)] };
}

/** The changes that disagree about the record; they replaced what its row shows. */
function sides({ record, values, conflicts, nowMs: ms, isOpen }: Past, dot: Dot): HistoryItem[] {
  const about = conflicts.filter((each) => each.record === record);
  const lives = about.filter((each) => each.kind === "edited_and_deleted");
  const edits = lives.flatMap((): HistoryItem[] => [
    {
      dot: "n-a",
      person: "Tom Ashby",
      device: "Kitchen tablet",
      ms: ms - 700_000,
      pending: false,
      effects: [{ field: null, place: "current" }],
    },
    {
      dot: "n-b",
      person: me,
      device: "Tablet 3",
      ms: ms - 600_000,
      pending: false,
      effects: [{ field: "body", value: values.body as Value, place: "current" }],
    },
  ]);
  const sides = about.flatMap(({ field, siblings }) =>
    siblings.map(({ dot: own, person, device, ms, value }) => {
      const before = typeof field === "string" ? values[field] : undefined;
      return {
        dot: own,
        person,
        device,
        ms,
        pending: person === me && !isOpen,
        effects: [
          {
            field,
            value: value as Value,
            place: "in_conflict" as const,
            ...(before !== undefined && {
              replaced: [{ dot, value: before as Value, place: "replaced" }],
            }),
          },
        ],
      };
    }),
  );
  return [...sides, ...edits];
}
