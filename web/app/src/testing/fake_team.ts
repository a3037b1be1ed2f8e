import type {
  CampaignReport,
  CampaignsAnswer,
  EventsAnswer,
  HealthAnswer,
  Invitation,
  InvitationMetrics,
  InvitationState,
  InvitationsAnswer,
  MilestonesAnswer,
  ModuleAction,
  NotedAnswer,
  QueueAnswer,
  SupplierHealth,
  ToShowAnswer,
  UsageAnswer,
} from "@wedsync/client";

const dayMs = 86_400_000;

function supplier(
  name: string,
  points: readonly [number, number, number, number, number],
  amounts: readonly [number, number, number, number, number],
  over: Partial<SupplierHealth> = {},
): SupplierHealth {
  const part = (at: number) => ({ points: points[at] ?? 0, amount: amounts[at] ?? 0 });
  const score = points.reduce((sum, each) => sum + each, 0);
  const names = ["recency", "frequency", "breadth", "milestones", "support"] as const;
  return {
    supplier: name,
    score,
    risk: score >= 80 ? "low" : score >= 60 ? "medium" : "high",
    is_overridden: false,
    parts: {
      recency: part(0),
      frequency: part(1),
      breadth: part(2),
      milestones: part(3),
      support: part(4),
    },
    reasons: names
      .map((each, at) => ({ part: each, text: "", points: points[at] ?? 0 }))
      .filter((each) => each.points < 20)
      .sort((a, b) => a.points - b.points)
      .slice(0, 3)
      .map(({ part: each, text }) => ({ part: each, text })),
    ...over,
  };
}

const suppliers: readonly SupplierHealth[] = [
  supplier("Crumb & Co", [20, 12, 16, 12, 20], [0, 7, 4, 5, 0]),
  supplier("Aster Photo", [20, 20, 20, 20, 20], [0, 14, 6, 8, 0]),
  supplier("Saffron Table", [8, 3, 8, 5, 10], [17, 2, 2, 2, 2]),
  supplier("Nightingale Quartet", [0, 0, 0, 2, 20], [-1, 0, 0, 1, 0], {
    risk: "low",
    is_overridden: true,
  }),
  supplier("<b>Rosa</b> & \u202eSons", [18, 5, 12, 7, 20], [2, 3, 3, 3, 0]),
];

function campaign(name: string, title: string, people: readonly [number, number, number]) {
  const count = (of: number) => ({ times: of + Math.floor(of / 3), people: of });
  return {
    campaign: name,
    title,
    is_known: title !== "",
    is_running: title !== "",
    opened: count(people[0]),
    clicked: count(people[1]),
    converted: count(people[2]),
  };
}

const campaigns: readonly CampaignReport[] = [
  {
    ...campaign("open_day", "Open day in spring", [148, 61, 22]),
    credit_millionths: {
      first: 14_000_000,
      last: 9_000_000,
      linear: 11_200_000,
      position: 11_600_000,
      time_decay: 10_800_000,
      data_driven: 12_100_000,
    },
    lift: {
      shown: { value: 0.15, low: 0.1, high: 0.21 },
      held_back: { value: 0.06, low: 0.02, high: 0.14 },
      difference: { value: 0.09, low: 0.01, high: 0.15 },
      is_clear: true,
    },
  },
  {
    ...campaign("tasting", "Tasting for two", [90, 20, 11]),
    credit_millionths: {
      first: 5_000_000,
      last: 11_000_000,
      linear: 7_900_000,
      position: 8_000_000,
      time_decay: 8_300_000,
      data_driven: 7_000_000,
    },
    lift: {
      shown: { value: 0.12, low: 0.07, high: 0.19 },
      held_back: { value: 0.1, low: 0.03, high: 0.24 },
      difference: { value: 0.02, low: -0.12, high: 0.11 },
      is_clear: false,
    },
  },
  {
    ...campaign("winter", "", [12, 3, 0]),
    credit_millionths: {
      first: 3_000_000,
      last: 2_000_000,
      linear: 2_900_000,
      position: 2_400_000,
      time_decay: 2_900_000,
      data_driven: 2_900_000,
    },
  },
];

function usage(nowMs: number): UsageAnswer {
  const today = Math.floor(nowMs / dayMs) * dayMs;
  const edits = [12, 40, 31, 0, 86, 140, 210, 18, 33, 0, 61, 95, 170, 240, 22, 9, 51, 77, 130, 198];
  return {
    days: edits.map((count, at) => ({
      day: today - (edits.length - 1 - at) * dayMs,
      devices: Math.min(6, Math.ceil(count / 40)),
      sessions: Math.ceil(count / 9),
      edits: count,
      touched: count,
    })),
    sessions: 190,
    edits: 1_623,
    touched: { value: 812, standard_error: 0.016 },
    session_ms: { p50: 14 * 60_000, p95: 95 * 60_000, relative_error: 0.01 },
    devices: [],
    missing: ["Kitchen tablet"],
    as_of: nowMs,
  };
}

const invited: readonly (readonly [string, string, InvitationState, string])[] = [
  ["l•••@example.org", "Ana", "waiting", ""],
  ["m•••@villa.example", "Bo", "stuck", "the hub answered with HTTP status 422"],
  ["n•••@villa.example", "Bo", "declined", "recipientEmail is no address mail can be sent to"],
  ["t•••@example.org", "Ana", "with_hub", ""],
  ["<b>•••@example.org", "Bo", "bounced", "smtp_550"],
  ["ل•••@example.org", "Ana", "accepted", ""],
  ["r•••@example.org", "Ana", "refused", "no_consent"],
];

function invitations(nowMs: number): readonly Invitation[] {
  return invited.map(([shown_as, actor, state, reason], at) => ({
    id: `invitation-${at}`,
    scope: 1,
    actor,
    recipient: String(at).repeat(32),
    shown_as,
    about: at === 0 ? "Your cake tasting" : "",
    language: "en",
    state,
    reason,
    sent_at: nowMs - at * dayMs,
    expires_at: null,
    mailed_at: null,
    opened_at: null,
    accepted_at: state === "accepted" ? nowMs : null,
    active_at: null,
    action_id: `action-${at}`,
  }));
}

/** Of the invitations above, those that the hub did not take. */
const queue = (nowMs: number): QueueAnswer => ({
  actions: invitations(nowMs)
    .filter(({ state }) => state === "stuck" || state === "declined")
    .map(({ action_id, shown_as, state, reason }) => ({
      id: action_id,
      type: "viral_action",
      scope: 1,
      label: shown_as,
      priority: 5,
      attempts: 1,
      created_at: nowMs,
      not_before: nowMs,
      status: state === "stuck" ? "stuck" : "refused",
      code: state === "stuck" ? "" : "bad_address",
      reason,
    })),
  waiting: 1,
  held: 2,
  next_at: null,
  as_of: nowMs,
});

const metrics = (nowMs: number): InvitationMetrics => ({
  funnel: { sent: 6, opened: 2, accepted: 1, active: 0 },
  repeated: 1,
  actors: 2,
  conversion: { value: 0.17, low: 0.03, high: 0.56 },
  k_factor: { value: 0.5, low: 0.09, high: 1.69 },
  cycle_ms: 3 * dayMs,
  leaders: [
    { actor: "Ana", sent: 4, opened: 1, accepted: 1, active: 0 },
    { actor: "Bo", sent: 2, opened: 1, accepted: 0, active: 0 },
  ],
  waiting: 1,
  held: 2,
  as_of: nowMs,
});

/** What the modules would say of the made-up venue. */
export function teamAnswer(
  question: string,
  nowMs: number,
):
  | HealthAnswer
  | MilestonesAnswer
  | EventsAnswer
  | CampaignsAnswer
  | UsageAnswer
  | ToShowAnswer
  | InvitationsAnswer
  | InvitationMetrics
  | QueueAnswer {
  switch (question) {
    case "to_show":
      return {
        campaigns: [
          {
            campaign: "open_day",
            title: "Open day in spring",
            body: "Bring a couple that is still looking: the garden is ours from ten to four.",
            shown_today: 0,
          },
        ],
        as_of: nowMs,
      };
    case "invitations": {
      const all = invitations(nowMs);
      return { invitations: all, count: all.length, waiting: 1, held: 2, as_of: nowMs };
    }
    case "list":
      return queue(nowMs);
    case "metrics":
      return metrics(nowMs);
    case "health":
      return { suppliers, as_of: nowMs };
    case "milestones":
      return {
        milestones: [
          ["Crumb & Co", "first_form_submitted", 1],
          ["Aster Photo", "ten_events_completed", 3],
          ["Saffron Table", "first_client_added", 9],
        ].map(([name, type, days]) => ({
          supplier: String(name),
          type: String(type),
          achieved_at: nowMs - Number(days) * dayMs,
          celebrated: true,
        })),
        as_of: nowMs,
      };
    case "events":
      return {
        events: [
          ["Okafor & Lindqvist", 142, 131, 140, 58, 15],
          ["Haddad & Rossi", 240, 212, 208, 0, 0],
        ].map(([name, invited, accepted, seated, arrived, delay], at) => ({
          scope: at + 1,
          name: String(name),
          starts_at: nowMs,
          invited: Number(invited),
          accepted: Number(accepted),
          seated: Number(seated),
          arrived: Number(arrived),
          tasks: 12,
          tasks_done: 7,
          items: 14,
          items_done: 3,
          delay_min: Number(delay),
          forms_submitted: 1,
        })),
        as_of: nowMs,
      };
    case "usage":
      return usage(nowMs);
    default:
      return { campaigns, conversions: 22, unattributed: 1, as_of: nowMs };
  }
}

/** What noting something would say. */
export function noted(action: ModuleAction, nowMs: number): NotedAnswer | null {
  const found = suppliers.find((each) => each.supplier === action.supplier) ?? suppliers[0];
  if (action.action !== "note" || !found) return null;
  return { ...found, milestones: [{ type: "first_event_completed", achieved_at: nowMs }] };
}
