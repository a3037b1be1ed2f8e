import { expect, test } from "vitest";
import { BlockFile, kBlockBytes } from "./block_file.ts";

/** A generator of numbers below `limit` that a seed repeats. */
function chance(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * limit);
  };
}

test("reads as one long array would, whatever is written and cut off", () => {
  for (let seed = 1; seed <= 12; ++seed) {
    const next = chance(seed);
    const file = new BlockFile();
    let plain = new Uint8Array(0);
    for (let step = 0; step < 40; ++step) {
      if (next(4) === 0) {
        const size = next(5 * kBlockBytes);
        const cut = new Uint8Array(size);
        cut.set(plain.subarray(0, size));
        plain = cut;
        file.truncate(size);
      } else {
        const at = next(4 * kBlockBytes);
        const bytes = new Uint8Array(next(2 * kBlockBytes)).fill(1 + next(255));
        const grown = new Uint8Array(Math.max(plain.length, at + bytes.length));
        grown.set(plain);
        grown.set(bytes, at);
        if (bytes.length > 0) plain = grown;
        file.write(bytes, at);
      }
      expect(file.size, `seed ${seed}, step ${step}`).toBe(plain.length);
    }
    const isSame = file.bytes().every((byte, at) => byte === plain[at]);
    expect(isSame, `seed ${seed}`).toBe(true);
  }
});

test("names the blocks that a write touched", () => {
  const file = new BlockFile();
  file.write(new Uint8Array(3 * kBlockBytes), 0);
  file.clean();
  file.write(new Uint8Array(10), kBlockBytes - 5);
  expect([...file.changed]).toEqual([0, 1]);
  expect(file.isSizeChanged).toBe(false);
});

test("says how much there was to read", () => {
  const file = new BlockFile();
  file.write(new Uint8Array(10).fill(7), 0);
  expect(file.read(new Uint8Array(20), 4)).toBe(6);
  expect(file.read(new Uint8Array(20), 10)).toBe(0);
  expect(file.read(new Uint8Array(20), 99)).toBe(0);
});
