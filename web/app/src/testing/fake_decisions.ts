import type {
  Conflict,
  Decides,
  Decision,
  DecisionFigures,
  Decisions,
  ScopeId,
} from "@wedsync/client";

const figures = (part: Partial<DecisionFigures> = {}): DecisionFigures => ({
  machine: 0,
  exact: 0,
  likely: 0,
  kept: 0,
  changed: 0,
  undone: 0,
  person: 0,
  suggested: 0,
  agreed: 0,
  ...part,
});

/** How often suggestions of a confidence were taken, in fifteenths: what there is of each bin. */
const answers: readonly (readonly [number, number])[] = [
  [0, 0],
  [0, 0],
  [0, 0],
  [0, 0],
  [0, 0],
  [0, 0],
  [2, 1],
  [3, 2],
  [5, 3],
  [4, 3],
  [6, 4],
  [8, 6],
  [9, 8],
  [14, 12],
  [21, 20],
];

/** A month of decisions, made up about the records that people disagree about. */
export function decisionsAbout(conflicts: readonly Conflict[], nowMs: number): Decisions {
  const about = conflicts.filter((each) => each.siblings.length === 2);
  const item = (at: number, more: Partial<Decision>): Decision[] => {
    const conflict = about[at];
    const [first, second] = conflict?.siblings ?? [];
    if (!conflict || !first || !second) return [];
    return [
      {
        scope: conflict.scope,
        record: conflict.record,
        collection: "guests",
        field: conflict.field,
        dot: `decided-${at}`,
        ms: nowMs - (at + 1) * 900_000,
        person: "",
        device: "hub",
        by: "machine",
        value: second.value as Decision["value"],
        replaced: [first, second].map(({ dot, ms, person, device, value }) => ({
          dot,
          ms,
          person,
          device,
          value: value as Decision["value"],
        })),
        outcome: "kept",
        ...more,
      },
    ];
  };
  return {
    items: [
      ...item(0, { reason: "likely_choice", confidence: 0.97 }),
      ...item(6, { reason: "edits_apart", collection: "notes" }),
      ...item(3, { reason: "likely_choice", confidence: 0.96, outcome: "undone" }),
      ...item(5, {
        by: "person",
        person: "Mara Bellini",
        collection: "vendors",
        suggested: { action: "client_wins", confidence: 0.81, agreed: true },
      }),
      ...item(2, {
        by: "person",
        person: "Tom Ashby",
        collection: "timeline_items",
        suggested: { action: "server_wins", confidence: 0.63, agreed: false },
      }),
    ],
    more: false,
    totals: figures({
      machine: 3,
      exact: 1,
      likely: 2,
      kept: 2,
      undone: 1,
      person: 78,
      suggested: 72,
      agreed: 59,
    }),
    fields: [
      {
        ...figures({
          machine: 2,
          likely: 2,
          kept: 1,
          undone: 1,
          person: 31,
          suggested: 30,
          agreed: 27,
        }),
        collection: "guests",
        field: "table",
        decides: "suggest",
        switched: [],
        protected: false,
      },
      {
        ...figures({ person: 6 }),
        collection: "guests",
        field: "allergies",
        decides: "ask",
        switched: [],
        protected: true,
      },
      {
        ...figures({ machine: 1, exact: 1, kept: 1, person: 12, suggested: 11, agreed: 9 }),
        collection: "notes",
        field: "body",
        decides: "apply",
        switched: [],
        protected: false,
      },
    ],
    bins: answers.map(([all, agreed], at) => ({
      from: at / 15,
      to: (at + 1) / 15,
      answers: all,
      agreed,
      confidence: all === 0 ? 0 : (at + 0.55) / 15,
      automatic: 0,
      kept: 0,
    })),
    scopes: [],
    whole: true,
  };
}

/** The same with what was switched, each by "scope collection.field". */
export function switchedBy(
  decisions: Decisions,
  scopes: readonly ScopeId[],
  switches: ReadonlyMap<string, Decides | null>,
): Decisions {
  const fields = decisions.fields.map((each) => ({
    ...each,
    switched: scopes.flatMap((scope) => {
      const decides = switches.get(`${scope} ${each.collection}.${each.field}`);
      return decides ? [{ scope, decides }] : [];
    }),
  }));
  return { ...decisions, fields };
}
