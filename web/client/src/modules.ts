import type { ScopeId } from "./values.ts";

/** What a module is asked (docs/modules.md, "Questions and actions"). */
export interface ModuleQuestion {
  readonly question: string;
  /** Only in this scope. */
  readonly scope?: ScopeId;
  readonly [more: string]: unknown;
}

/** What a module is to do, and in which scope, where it writes to one. */
export interface ModuleAction {
  readonly action: string;
  readonly scope?: ScopeId;
  readonly [more: string]: unknown;
}

// The module "success".

export type Risk = "low" | "medium" | "high";
export type HealthPart = "recency" | "frequency" | "breadth" | "milestones" | "support";

export interface SupplierHealth {
  readonly supplier: string;
  /** 0 to 100: the sum of the points of its parts. */
  readonly score: number;
  readonly risk: Risk;
  /** Somebody said what the risk is. */
  readonly is_overridden: boolean;
  readonly parts: Readonly<
    Record<HealthPart, { readonly points: number; readonly amount: number }>
  >;
  /** The parts that cost most, with a sentence in English. */
  readonly reasons: readonly { readonly part: HealthPart; readonly text: string }[];
}

/** To `{question: "health"}`; times are in ms since 1970. */
export interface HealthAnswer {
  readonly suppliers: readonly SupplierHealth[];
  readonly as_of: number;
}

export interface Milestone {
  readonly supplier: string;
  /** "first_form_created" and so on. */
  readonly type: string;
  readonly achieved_at: number;
  readonly celebrated: boolean;
}

/** To `{question: "milestones"}`. */
export interface MilestonesAnswer {
  readonly milestones: readonly Milestone[];
  readonly as_of: number;
}

/** To `{action: "note"}`: with the milestones that it reached. */
export interface NotedAnswer extends SupplierHealth {
  readonly milestones: readonly { readonly type: string; readonly achieved_at: number }[];
}

// The module "viral".

/** How far an invitation is (docs/modules.md, "Invitations"). */
export type InvitationState =
  | "waiting"
  | "stuck"
  | "declined"
  | "on_the_way"
  | "with_hub"
  | "sent"
  | "bounced"
  | "refused"
  | "unknown"
  | "opted_out"
  | "expired"
  | "opened"
  | "accepted"
  | "active";

/** Nobody but the hub has the address: others see `shown_as`. */
export interface Invitation {
  readonly id: string;
  readonly scope: number | string;
  readonly actor: string;
  /** A key that stands for the address. */
  readonly recipient: string;
  readonly shown_as: string;
  readonly about: string;
  readonly language: string;
  readonly state: InvitationState;
  readonly reason: string;
  readonly sent_at: number;
  readonly expires_at: number | null;
  readonly mailed_at: number | null;
  readonly opened_at: number | null;
  readonly accepted_at: number | null;
  readonly active_at: number | null;
  readonly action_id: string;
}

/** Of this device what waits for the hub, and what needs a person. */
interface Queued {
  readonly waiting: number;
  readonly held: number;
  readonly as_of: number;
}

/** To `{question: "invitations"}`, the newest first. */
export interface InvitationsAnswer extends Queued {
  readonly invitations: readonly Invitation[];
  readonly count: number;
}

export interface Funnel {
  readonly sent: number;
  readonly opened: number;
  readonly accepted: number;
  readonly active: number;
}

/** To `{question: "metrics"}`. */
export interface InvitationMetrics extends Queued {
  readonly funnel: Funnel;
  readonly repeated: number;
  readonly actors: number;
  readonly conversion: Estimate | null;
  readonly k_factor: Estimate | null;
  readonly cycle_ms: number | null;
  readonly leaders: readonly (Funnel & { readonly actor: string })[];
}

/** To `{action: "invite"}`: saved here, sent when the hub is reached. */
export interface InvitedAnswer extends Queued {
  readonly results: readonly {
    /** "known": invited already, by whom and when; nothing was done. */
    readonly status: "saved" | "known";
    readonly shown_as: string;
    readonly recipient: string;
    readonly action_id: string;
    readonly by: string;
    readonly at: number;
  }[];
}

// The module "queue": what is asked of the hub and stands in no log.

/** To `{question: "list"}`. */
export interface QueueAnswer extends Queued {
  readonly actions: readonly {
    readonly id: string;
    readonly type: string;
    readonly scope: number | string;
    readonly label: string;
    readonly priority: number;
    readonly attempts: number;
    readonly created_at: number;
    readonly not_before: number;
    readonly status: "waiting" | "stuck" | "refused";
    /** The hub's word for why it refused it (docs/endpoints.md); empty: none. */
    readonly code: string;
    /** A sentence in English, for developers. */
    readonly reason: string;
  }[];
  readonly next_at: number | null;
}

// The module "analytics".

export interface EventFigures {
  readonly scope: number | string;
  readonly name: string;
  readonly starts_at: number | null;
  readonly invited: number;
  readonly accepted: number;
  readonly seated: number;
  readonly arrived: number;
  readonly tasks: number;
  readonly tasks_done: number;
  readonly items: number;
  readonly items_done: number;
  readonly delay_min: number;
  readonly forms_submitted: number;
}

/** To `{question: "events"}`. */
export interface EventsAnswer {
  readonly events: readonly EventFigures[];
  readonly as_of: number;
}

/** To `{question: "usage"}`; days are in ms of their beginning. */
export interface UsageAnswer {
  readonly days: readonly {
    readonly day: number;
    readonly devices: number;
    readonly sessions: number;
    readonly edits: number;
    readonly touched: number;
  }[];
  readonly sessions: number;
  readonly edits: number;
  /** How many different records, give or take the share `standard_error`. */
  readonly touched: { readonly value: number; readonly standard_error: number };
  /** How long half of the sessions were at most, and 95 of 100. Null: there were none. */
  readonly session_ms: {
    readonly p50: number;
    readonly p95: number;
    readonly relative_error: number;
  } | null;
  readonly devices: readonly {
    readonly device: string;
    readonly last_day: number;
    readonly counted_at: number;
    readonly is_missing: boolean;
  }[];
  readonly missing: readonly string[];
  readonly as_of: number;
}

// The module "forms".

/** What is wrong with an answer; the words are the reader's. */
export interface FormProblem {
  readonly question: string;
  readonly code:
    | "required"
    | "wrong_kind"
    | "too_long"
    | "too_small"
    | "too_large"
    | "not_a_choice"
    | "repeated"
    | "not_asked";
  readonly most?: number;
  readonly least?: number;
  readonly value?: string;
}

/** To `{question: "check"}`: the keys of what is asked, given the answers. */
export interface FormCheckAnswer {
  readonly visible: readonly string[];
  readonly problems: readonly FormProblem[];
}

/** How often each choice was given. */
export interface FormTally {
  readonly question: string;
  readonly kind: "choice" | "choices" | "yes_no";
  readonly label: string;
  readonly choices: readonly {
    readonly value: string;
    readonly label: string;
    readonly count: number;
  }[];
  readonly answered: number;
}

/** To `{question: "submissions"}`; the latest first. */
export interface SubmissionsAnswer {
  readonly submissions: readonly {
    readonly scope: number | string;
    readonly record: string;
    readonly title: string;
    readonly form: string;
    readonly version: number;
    readonly status: string;
    readonly submitted_at: number;
    readonly answers: Readonly<Record<string, unknown>>;
  }[];
  readonly handed_in: number;
  readonly begun: number;
  readonly counts: readonly FormTally[];
  readonly as_of: number;
}

/** To the actions `define` and `retire`. */
export interface FormMadeAnswer {
  readonly scope: number | string;
  readonly record: string;
  readonly dot: string;
}

// The module "marketing".

export type CreditModel = "first" | "last" | "linear" | "position" | "time_decay" | "data_driven";

/** Between what it lies in 95 of 100 cases. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

interface EngagementCount {
  readonly times: number;
  readonly people: number;
}

export interface CampaignReport {
  readonly campaign: string;
  readonly title: string;
  readonly is_known: boolean;
  readonly is_running: boolean;
  readonly opened: EngagementCount;
  readonly clicked: EngagementCount;
  readonly converted: EngagementCount;
  readonly credit_millionths: Readonly<Record<CreditModel, number>>;
  /** Where people are held back, to compare with. */
  readonly lift?: {
    readonly shown: Estimate;
    readonly held_back: Estimate;
    readonly difference: Estimate;
    readonly is_clear: boolean;
  };
}

/** To `{question: "campaigns"}`. */
export interface CampaignsAnswer {
  readonly campaigns: readonly CampaignReport[];
  readonly conversions: number;
  readonly unattributed: number;
  readonly as_of: number;
}

/** Something to show to a person now. Whoever shows it tracks it as "opened". */
export interface ShowableCampaign {
  readonly campaign: string;
  readonly title: string;
  readonly body: string;
  /** How often this person saw it today. */
  readonly shown_today: number;
}

/** To `{question: "to_show", user}`: the one that was shown least first. */
export interface ToShowAnswer {
  readonly campaigns: readonly ShowableCampaign[];
  readonly as_of: number;
}
