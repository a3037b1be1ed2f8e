import type { InvitationState } from "@wedsync/client";
import { expect, test } from "vitest";
import { invites } from "../words/en/invites.ts";
import {
  couldBeAddress,
  inviteOf,
  mailLanguages,
  mayHaveAccepted,
  needsSomebody,
} from "./invites.ts";

const states: readonly InvitationState[] = [
  "waiting",
  "stuck",
  "declined",
  "on_the_way",
  "with_hub",
  "sent",
  "bounced",
  "refused",
  "unknown",
  "opted_out",
  "expired",
  "opened",
  "accepted",
  "active",
];

test("what could be an address", () => {
  expect(couldBeAddress(" Lena@example.org ")).toBe(true);
  for (const wrong of [
    "",
    "lena",
    "lena@example",
    "a@b.org, c@d.org",
    "Lena <l@e.org>",
    "a b@c.org",
  ])
    expect(couldBeAddress(wrong), wrong).toBe(false);
});

test("a wish is what the module takes", () => {
  const wish = {
    address: " l@e.org ",
    about: " cake\n tasting ",
    language: "de",
    hasConsent: true,
  } as const;
  expect(inviteOf("7", wish)).toEqual({
    action: "invite",
    scope: "7",
    recipient: "l@e.org",
    consent: true,
    language: "de",
    about: "cake tasting",
  });
  expect(inviteOf("7", { ...wish, about: " " })).not.toHaveProperty("about");
});

test("every state and language has words", () => {
  for (const state of states) expect(`s_${state}` in invites.en, state).toBe(true);
  for (const each of mailLanguages) expect(`l_${each}` in invites.en, each).toBe(true);
  expect(states.filter(needsSomebody)).toEqual(["stuck", "declined", "unknown"]);
  const asked = states.filter((state) => mayHaveAccepted({ state } as never));
  expect(asked).not.toContain("accepted");
  expect(asked).toContain("sent");
});
