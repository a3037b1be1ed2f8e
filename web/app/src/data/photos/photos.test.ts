import type { Row } from "@wedsync/client";
import { expect, test } from "vitest";
import { blobOf, fit, stateOf } from "./photo.ts";

const row = (values: Row["values"]): Row => ({
  scope: "1",
  record: "r",
  values,
  disputed: [],
  isContested: false,
});

test("pictures shrink to the longest side and never grow", () => {
  expect(fit(4032, 3024, 1600)).toEqual({ width: 1600, height: 1200 });
  expect(fit(800, 600, 1600)).toEqual({ width: 800, height: 600 });
  expect(fit(10_000, 1, 1600)).toEqual({ width: 1600, height: 1 });
});

test("a picture says how it stands with the team", () => {
  const photo = { sha256: "a".repeat(64), size: 4 };
  const waiting = [{ scope: "1", ...photo }];
  const still = { waiting, sending: null, isHeldBack: false };
  expect(stateOf(photo, still)).toBe("kept");
  expect(stateOf(photo, { ...still, isHeldBack: true })).toBe("heldBack");
  const sending = { sha256: photo.sha256, sent: 1, size: 4 };
  expect(stateOf(photo, { ...still, sending })).toBe("sending");
  expect(stateOf({ ...photo, sha256: "b".repeat(64) }, { ...still, sending })).toBe("sent");
});

test("a field that names no picture shows none", () => {
  const sha256 = "a".repeat(64);
  expect(blobOf(row({ picture: { blob: { sha256, size: 4 } } }), "picture")).toEqual({
    sha256,
    size: 4,
  });
  expect(blobOf(row({ picture: { blob: { sha256: "../x", size: 4 } } }), "picture")).toBeNull();
  expect(blobOf(row({ picture: { blob: { sha256, size: -1 } } }), "picture")).toBeNull();
  expect(blobOf(row({ picture: "x" }), "picture")).toBeNull();
});
