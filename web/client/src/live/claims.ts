import type { Claim, ClaimOn, ClaimOptions } from "../api.ts";
import type { FieldName } from "../values.ts";

/** Everybody's claims, as wedsync_claims() tells them. */
export interface WireClaims {
  readonly claims: readonly {
    readonly scope: number | string;
    readonly kind: Claim["kind"];
    readonly collection: string | number;
    readonly record?: string;
    readonly records?: readonly string[];
    readonly field?: FieldName;
    /** Texts of their digits beyond 2^53. */
    readonly from?: number | string;
    readonly to?: number | string;
    readonly label: string;
    readonly device: string;
    readonly person: string;
    readonly role: string;
    readonly state: Claim["state"];
    readonly taken_by: string;
    readonly left_ms: number;
    readonly held_ms: number;
    readonly own: boolean;
    readonly live: boolean;
  }[];
}
type WireClaim = WireClaims["claims"][number];

const kMinuteMs = 60_000;
/** How exact the times are: the same claim reads the same. */
const kWithinMs = 1_000;

export function claimsOf({ claims }: WireClaims, wallMs: number): Claim[] {
  return claims.map((claim) => ({
    on: onOf(claim),
    kind: claim.kind,
    label: claim.label,
    person: claim.person,
    device: claim.device,
    role: claim.role,
    own: claim.own,
    state: claim.state,
    takenBy: claim.taken_by,
    untilMs: rounded(wallMs + claim.left_ms),
    sinceMs: rounded(wallMs - claim.held_ms),
    isLive: claim.live,
  }));
}

export function claimToWire(on: ClaimOn, { label, minutes, takeOver }: ClaimOptions): object {
  return {
    ...on,
    ...(label === undefined ? {} : { label }),
    ...(minutes === undefined ? {} : { for_ms: Math.round(minutes * kMinuteMs) }),
    ...(takeOver === undefined ? {} : { take_over: takeOver }),
  };
}

function onOf({
  scope: number,
  collection: name,
  record,
  records,
  field,
  from,
  to,
}: WireClaim): ClaimOn {
  const scope = String(number);
  if (record !== undefined) return { scope, record, ...(field === undefined ? {} : { field }) };
  const collection = String(name);
  if (records !== undefined) return { scope, collection, records };
  if (field === undefined) return { scope, collection };
  return { scope, collection, field, from: Number(from), to: Number(to) };
}

function rounded(ms: number): number {
  return Math.floor(ms / kWithinMs) * kWithinMs;
}
