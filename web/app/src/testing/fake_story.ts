import type {
  Claim,
  Conflict,
  Forecast,
  Happening,
  Present,
  RecordId,
  RefusedEntry,
  Row,
  ScopeId,
  Value,
  Violation,
} from "@wedsync/client";
import type { FakeRow } from "./fake_query.ts";

// What happened in the made-up world before it is looked at.

export const me = "Ines Varga";
export const colleagues = ["Mara Bellini", "Tom Ashby", "Priya Nair", "Leo Strand"];

/** The records of the world, as this story looks at them. */
type Rows = ReadonlyMap<string, FakeRow>;

function first(
  rows: Rows,
  scope: ScopeId,
  collection: string,
  where: (row: Row) => boolean = () => true,
) {
  for (const row of rows.values()) {
    if (row.scope === scope && row.collection === collection && where(row)) return row;
  }
  throw new Error(`no ${collection} in ${scope}`);
}

/** What waits for somebody to decide. */
export function disagreements(rows: Rows, nowMs: number): Conflict[] {
  const scope = "4001";
  const tables = [...rows.values()].filter(
    (row) => row.scope === scope && row.collection === "tables",
  );
  const ref = (at: number): Value => ({ record: tables[at]?.record ?? "" });
  const between = (row: Row, field: string, a: Value, b: Value, minutes: number): Conflict => {
    const ms = nowMs - minutes * 60_000;
    return {
      scope: row.scope,
      kind: "disagreement",
      record: row.record,
      field,
      shown: `b-${row.record}`,
      siblings: [
        { dot: `a-${row.record}`, ms, person: "Mara Bellini", device: "Tablet 1", value: a },
        { dot: `b-${row.record}`, ms: ms + 240_000, person: me, device: "Tablet 3", value: b },
      ],
    };
  };
  const seated = (row: Row) => row.values.table !== undefined;
  const guest = first(rows, scope, "guests", (row) => seated(row) && row.values.is_child === true);
  const others = [...rows.values()].filter(
    (row) => row.scope === scope && row.collection === "guests" && row !== guest && seated(row),
  );
  const band = first(rows, "4003", "notes");
  const allergic = first(rows, scope, "guests", (row) => row.values.allergies !== undefined);
  const speeches = first(rows, scope, "timeline_items", (row) => row.values.kind === "speech");
  const caterer = first(rows, "4003", "vendors");
  const note = first(rows, "4002", "notes");
  const plan = String(band.values.body);
  return [
    between(guest, "table", ref(3), ref(6), 47),
    between(allergic, "allergies", "nuts", "nuts, sesame", 31),
    between(
      speeches,
      "starts_at",
      Number(speeches.values.starts_at),
      Number(speeches.values.starts_at) + 900_000,
      22,
    ),
    ...others.slice(40, 42).map((row) => between(row, "table", ref(3), ref(6), 46)),
    between(caterer, "phone", "+44 20 7946 0111", "+44 20 7946 0117", 18),
    between(
      band,
      "body",
      plan.replace("five", "half past four"),
      `${plan}\nNo sparklers indoors.`,
      14,
    ),
    {
      scope: note.scope,
      kind: "edited_and_deleted",
      record: note.record,
      field: null,
      shown: null,
      siblings: [],
    },
  ];
}

/** Two guests with one seat, and a table with one guest too many: what the rules find wrong. */
export function misfits(rows: Rows, nowMs: number): Violation[] {
  const scope = "4001";
  const at = (row: Row, field: string): RecordId => {
    const value = row.values[field];
    return typeof value === "object" && value !== null && "record" in value ? value.record : "";
  };
  const all = [...rows.values()].filter((row) => row.scope === scope);
  const seated = all.filter((row) => row.collection === "guests" && at(row, "seat") !== "");
  const [one, two] = seated.slice(12, 14) as [FakeRow, FakeRow];
  const free = all.find(
    (row) =>
      row.collection === "seats" && !seated.some((guest) => at(guest, "seat") === row.record),
  ) as FakeRow;
  const table = rows.get(at(one, "table")) as FakeRow;
  const placed = (row: Row, person: string, minutes: number) => {
    const ms = nowMs - minutes * 60_000;
    return { scope, record: row.record, dot: `p-${row.record}`, ms, person, device: "Tablet 1" };
  };
  const set = (row: Row, field: string, value: Value) =>
    ({ edit: "set", record: row.record, field, value }) as const;
  const move = {
    repair: "move-1",
    kind: "move",
    draft: {
      scope,
      edits: [
        set(two, "table", { record: at(free, "table") }),
        set(two, "seat", { record: free.record }),
      ],
    },
  } as const;
  const raise = {
    repair: "raise-1",
    kind: "raise",
    draft: { scope, edits: [set(table, "capacity", 11)] },
  } as const;
  return [
    {
      violation: "v-1",
      rule: "one_seat_one_guest",
      kind: "unique",
      collection: "guests",
      fields: ["table", "seat"],
      records: [placed(one, "Mara Bellini", 40), placed(two, me, 12)],
      repairs: [move],
    },
    {
      violation: "v-2",
      rule: "table_capacity",
      kind: "capacity",
      collection: "guests",
      fields: ["table"],
      records: [placed(one, "Mara Bellini", 40), placed(two, me, 12)],
      subject: { scope, record: table.record },
      total: 11,
      limit: 10,
      repairs: [move, raise],
    },
  ];
}

/** What the hub did not take. */
export function refusals(rows: Rows, nowMs: number): RefusedEntry[] {
  const vendor = first(rows, "4003", "vendors");
  return [
    {
      scope: "4003",
      dot: "refused-1",
      reason: "not_allowed",
      refused_ms: nowMs - 900_000,
      edits: [{ edit: "set", record: vendor.record, field: "price_cents", value: 310_000 }],
    },
  ];
}

/** Who is where; offline, who was. */
export function people(rows: Rows, nowMs: number, isOffline: boolean): Present[] {
  const table = first(rows, "4001", "tables");
  const one = (
    person: string,
    scope: ScopeId,
    activity: Present["activity"],
    record: RecordId | null,
    agoMin: number,
  ): Present => ({
    scope,
    person,
    device: "Tablet",
    record,
    field: activity === "editing" ? "capacity" : null,
    activity,
    seenMs: nowMs - agoMin * 60_000,
    isLive: !isOffline && agoMin < 1,
  });
  return [
    one("Mara Bellini", "4001", "editing", table.record, 0),
    one("Tom Ashby", "4003", "looking", null, 0),
    one("Priya Nair", "4005", "here", null, 0),
    one("Leo Strand", "4004", "here", null, 9),
  ];
}

/** Without a network the team may be at anything; with it there is nothing to say. */
export const forecastOf = (isOffline: boolean): Forecast =>
  isOffline
    ? {
        level: "high",
        per_mille: 420,
        reasons: [
          { code: "out_of_reach", who: "" },
          { code: "touched_lately", who: "Mara Bellini" },
        ],
        advice: "wait_for_reach",
        whom: "",
      }
    : { level: "none", per_mille: 0, reasons: [], advice: "go_on", whom: "" };

/** Who did what with a record lately. */
export const happenings = (scope: ScopeId, record: RecordId): Happening[] => [
  {
    kind: "edited",
    scope,
    record,
    fields: ["phone"],
    person: "Mara Bellini",
    device: "Tablet 1",
    role: "coordinator",
    age_ms: 25 * 60_000,
    open: false,
    own: false,
  },
];

/** Who looks after what for some hours. */
export const claimed = (nowMs: number, isOffline: boolean): Claim[] => [
  {
    on: { scope: "4001", collection: "tables", field: "label", from: 1, to: 6 },
    kind: "area",
    label: "",
    person: "Mara Bellini",
    device: "Tablet 1",
    role: "coordinator",
    own: false,
    state: "held",
    takenBy: "",
    untilMs: nowMs + 100 * 60_000,
    sinceMs: nowMs - 80 * 60_000,
    isLive: !isOffline,
  },
];
