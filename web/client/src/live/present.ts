import type { Present } from "../api.ts";

/** Where others are, as wedsync_presence() tells it. */
export interface WirePresences {
  readonly available: boolean;
  readonly present: readonly {
    readonly scope: number | string;
    readonly device: string;
    readonly person: string;
    readonly activity: Present["activity"];
    readonly record: string | null;
    /** A pair of numbers where the schema does not know it. */
    readonly field: string | readonly number[] | null;
    readonly here: boolean;
    readonly age_ms: number;
  }[];
}

/** How exact the time is at which somebody was heard from: the same moment reads the same. */
const kSeenWithinMs = 1_000;

export function presentOf({ available, present }: WirePresences, wallMs: number): Present[] {
  return present.map(({ scope, device, person, activity, record, field, here, age_ms }) => ({
    scope: String(scope),
    person,
    device,
    record,
    field: typeof field === "string" ? field : null,
    activity,
    seenMs: Math.round((wallMs - age_ms) / kSeenWithinMs) * kSeenWithinMs,
    isLive: available && here,
  }));
}
