import type {
  Invitation,
  InvitationMetrics,
  InvitationState,
  InvitationsAnswer,
  ModuleAction,
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
export const useInvitationMetrics = () => useAsked<InvitationMetrics>("viral", "metrics");

const isOnItsWay = (state: InvitationState): boolean =>
  state === "waiting" || state === "on_the_way" || state === "with_hub";

/** Somebody has to do something about it. */
export const needsSomebody = (state: InvitationState): boolean =>
  state === "stuck" || state === "declined" || state === "unknown";

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
