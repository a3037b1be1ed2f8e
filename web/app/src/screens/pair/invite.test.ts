import { expect, test } from "vitest";
import { inviteOf } from "./invite.ts";

test("an invitation is found in a code, a link, and what follows its mark", () => {
  expect(inviteOf(" K7QM-2R9T ")).toBe("K7QM-2R9T");
  expect(inviteOf("K7QM 2R9T")).toBe("K7QM2R9T");
  expect(inviteOf("https://hub.local/join#SECRET_1")).toBe("SECRET_1");
  expect(inviteOf("#SECRET_1")).toBe("SECRET_1");
  expect(inviteOf("")).toBe("");
});
