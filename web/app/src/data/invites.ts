import type {
  Invitation,
  InvitationMetrics,
  InvitationState,
  InvitationsAnswer,
  ModuleAction,
  QueueAnswer,
  ScopeId,
} from "@wedsync/client";
import { useEffect } from "preact/hooks";
import { type Asked, useAsked } from "./team.ts";

/** Who is invited by mail. Addresses are typed here and shown nowhere again. */

export const mailLanguages = ["en", "de", "fr", "es", "ar"] as const;
export type MailLanguage = (typeof mailLanguages)[number];

/** So soon it is asked again while something is under way. */
const soonMs = 3_000;

export const useInvitations = (): Asked<InvitationsAnswer> => {
  const asked = useAsked<InvitationsAnswer>("viral", "invitations");
  const { again } = asked;
  const isMoving = asked.answer?.invitations.some(({ state }) => isOnItsWay(state)) ?? false;
  useEffect(() => {
    if (!isMoving) return;
    const timer = setInterval(again, soonMs);
    return () => clearInterval(timer);
  }, [isMoving, again]);
  return asked;
};
/** What waits for the hub or was not taken by it, with its codes; asked anew where there are more. */
export const useQueue = (held: number): Asked<QueueAnswer> => {
  const asked = useAsked<QueueAnswer>("queue", "list");
  const { again } = asked;
  useEffect(() => {
    if (held > 0) again();
  }, [held, again]);
  return asked;
};
export const useInvitationMetrics = () => useAsked<InvitationMetrics>("viral", "metrics");

const isOnItsWay = (state: InvitationState): boolean =>
  state === "waiting" || state === "on_the_way" || state === "with_hub";

/** Somebody has to do something about it. */
export const needsSomebody = (state: InvitationState): boolean =>
  state === "stuck" || state === "declined" || state === "unknown";

/** Why something is as it is, of those that have words: mails first, then what the hub says. */
const reasons = [
  "no_consent",
  "too_many",
  "not_sent",
  "not_accepted",
  "hub_stopped",
  "connection_lost",
  "timed_out",
  "left",
  "returned",
  "erased",
  "smtp",
  "bad_address",
  "not_allowed",
  "no_mail",
  "not_kept",
  "id_used",
  "not_taken",
  "invalid",
  "no_scope",
  "busy",
  "other",
] as const;
export type ReasonName = (typeof reasons)[number];

/** Other codes of the hub that come to the same. */
const alike: ReadonlyMap<string, ReasonName> = new Map([
  ["wrong_type", "not_kept"],
  ["too_large", "invalid"],
  ["which_scope", "no_scope"],
]);
/** What a whole answer was, where no code is kept of it. */
const ofStatus: ReadonlyMap<string, ReasonName> = new Map([
  ["400", "invalid"],
  ["403", "not_allowed"],
  ["413", "invalid"],
  ["415", "invalid"],
  ["422", "invalid"],
]);

const nameOf = (word: string): ReasonName =>
  reasons.find((each) => each === word) ??
  alike.get(word) ??
  (word.startsWith("smtp_") ? "smtp" : "other");

/**
 * Why an invitation stands as it does; null: there is nothing to say, or not yet. What the mail came to is a word
 * for programs; what the hub did not take has a code in the queue beside a sentence in English, which
 * is for developers.
 */
export function reasonOf(invitation: Invitation, queue: QueueAnswer | null): ReasonName | null {
  const { state, reason } = invitation;
  if (state !== "stuck" && state !== "declined") {
    // One that waits is tried again: why it was not taken yet is no news.
    return reason === "" || state === "waiting" ? null : nameOf(reason);
  }
  if (queue === null) return null;
  const code = queue.actions.find(({ id }) => id === invitation.action_id)?.code ?? "";
  if (code !== "") return nameOf(code);
  if (state === "declined") return "other";
  const status = /\bHTTP status (\d{3})\b/.exec(reason)?.[1] ?? "";
  return ofStatus.get(status) ?? "busy";
}

/** The hub may never hear of it: who knows better says so. */
export const mayHaveAccepted = ({ state }: Invitation): boolean =>
  !["accepted", "active", "opted_out", "declined"].includes(state);

/** What could be an address; the engine looks closely. */
export const couldBeAddress = (text: string): boolean =>
  /^[^\s@,;<>"()]{1,64}@[^\s@,;<>"()]+\.[^\s@,;<>"()]+$/.test(text.trim());

export interface Wish {
  readonly address: string;
  readonly about: string;
  readonly language: MailLanguage;
  readonly hasConsent: boolean;
}

export const inviteOf = (scope: ScopeId, wish: Wish): ModuleAction => ({
  action: "invite",
  scope,
  recipient: wish.address.trim(),
  consent: wish.hasConsent,
  language: wish.language,
  ...(wish.about.trim() === "" ? {} : { about: wish.about.trim().replace(/\s+/g, " ") }),
});

export const acceptedOf = ({ scope, recipient }: Invitation): ModuleAction => ({
  action: "accepted",
  scope: String(scope),
  recipient,
});
