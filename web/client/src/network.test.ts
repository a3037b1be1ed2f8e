import { expect, test } from "vitest";
import { hintOf } from "./network.ts";

test.each([
  [
    { effectiveType: "4g", downlink: 1.45, rtt: 100, saveData: false } as const,
    { effective_type: "4g", downlink_kbps: 1450, rtt_ms: 100, save_data: false },
  ],
  [{ downlink: Number.POSITIVE_INFINITY }, {}],
  [{}, {}],
])("of %o", (connection, hint) => {
  expect(hintOf(connection)).toEqual(hint);
});
