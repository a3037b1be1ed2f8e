import type { Invitation, InvitationState, QueueAnswer } from "@wedsync/client";
import { expect, test } from "vitest";
import { invites } from "../words/en/invites.ts";
import {
  couldBeAddress,
  inviteOf,
  mailLanguages,
  mayHaveAccepted,
  needsSomebody,
  reasonOf,
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

/** The sources of what a hub says of an invitation. */
const hub = import.meta.glob<string>(
  [
    "../../../../hub/agent/desk.cpp",
    "../../../../hub/mail/post_room.cpp",
    "../../../../modules/viral/processor.cpp",
    "../../../../modules/kit/action_queue.cpp",
  ],
  { eager: true, query: "?raw", import: "default" },
);

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

const invitation = (state: InvitationState, reason: string) =>
  ({ state, reason, action_id: "a" }) as Invitation;
const queueOf = (code: string, reason = "a sentence") =>
  ({ actions: [{ id: "a", code, reason }] }) as unknown as QueueAnswer;

test("what the mail came to has words, and what it waits for is no news", () => {
  expect(reasonOf(invitation("sent", ""), null)).toBe(null);
  expect(reasonOf(invitation("waiting", "the hub was not reached"), null)).toBe(null);
  expect(reasonOf(invitation("bounced", "smtp_550"), null)).toBe("smtp");
  expect(reasonOf(invitation("refused", "no_consent"), null)).toBe("no_consent");
  expect(reasonOf(invitation("unknown", "connection_lost"), null)).toBe("connection_lost");
  expect(reasonOf(invitation("unknown", "struck_by_lightning"), null)).toBe("other");
});

test("what the hub did not take is said by its code, never by its sentence", () => {
  const declined = invitation("declined", "recipientEmail is no address mail can be sent to");
  expect(reasonOf(declined, null)).toBe(null);
  const named = (code: string) => reasonOf(declined, queueOf(code));
  expect(named("bad_address")).toBe("bad_address");
  expect(named("wrong_type")).toBe("not_kept");
  expect(named("toString")).toBe("other");
  expect(named("")).toBe("other");

  const stuck = (reason: string) => reasonOf(invitation("stuck", reason), queueOf("", reason));
  expect(stuck("the hub answered with HTTP status 403: this device's role")).toBe("not_allowed");
  expect(stuck("the hub answered with HTTP status 422: say in scope")).toBe("invalid");
  expect(stuck("the hub answered with HTTP status 503")).toBe("busy");
  expect(stuck("the hub answered, and said nothing of it")).toBe("busy");
});

test("every code that a hub gives has words", () => {
  const found = new Set<string>();
  for (const text of Object.values(hub)) {
    for (const [, code] of text.matchAll(/\brefused\(\s*"(\w+)"/g)) found.add(code ?? "");
    for (const [, code] of text.matchAll(/\bkRefused, "(\w+)"/g)) found.add(code ?? "");
    for (const [, code] of text.matchAll(/\breason ?= ?'?"?(\w+)['"]/g)) found.add(code ?? "");
  }
  expect([...found]).toEqual(expect.arrayContaining(["bad_address", "not_allowed", "too_many"]));
  // Said of an acceptance, not of an invitation.
  found.delete("no_invitation");
  for (const code of found) {
    const name = reasonOf(invitation("declined", ""), queueOf(code));
    expect(name, code).not.toBe("other");
    expect(`r_${name}` in invites.en, code).toBe(true);
  }
});
