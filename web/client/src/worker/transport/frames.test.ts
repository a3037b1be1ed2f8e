import { expect, test } from "vitest";
import { joined, split } from "./frames.ts";

const frame = (size: number) => new Uint8Array(size).fill(size % 251);

test("takes apart what was put together", () => {
  const frames = [frame(1), frame(0), frame(3_000)];
  expect(split(joined(frames))).toEqual(frames);
  expect(split(new Uint8Array(0))).toEqual([]);
});

test.each([[[0]], [[0, 0, 0, 2, 7]], [[255, 255, 255, 255, 1]]])(
  "takes %j for no frames",
  (bytes) => {
    expect(split(new Uint8Array(bytes))).toBeNull();
  },
);

test("does not read beyond a view", () => {
  const whole = new Uint8Array([9, 9, 0, 0, 0, 1, 7, 9]);
  expect(split(whole.subarray(2, 7))).toEqual([new Uint8Array([7])]);
});
