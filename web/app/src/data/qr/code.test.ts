import { expect, test } from "vitest";
import { type QrCode, qrCodeOf } from "./code.ts";

const linesOf = ({ side, modules }: QrCode): readonly string[] =>
  Array.from({ length: side }, (_, row) =>
    modules
      .slice(row * side, row * side + side)
      .map((isDark) => (isDark ? "#" : "."))
      .join(""),
  );

const hexOf = (bytes: ArrayBuffer) =>
  [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** As libqrencode 4.1.1 draws it, which the hub uses, too. */
const drawn = `
#######.#......##..##.#######
#.....#.#####.##.#....#.....#
#.###.#..#.#####...##.#.###.#
#.###.#.#.#.#....#.#..#.###.#
#.###.#...#..#.....#..#.###.#
#.....#..##.#.#.#.###.#.....#
#######.#.#.#.#.#.#.#.#######
........##..######..#........
#.##.###.#.#.#######..#..#.##
###....#..#.....#.###.###...#
#..######.###.#.###.##.##.##.
###..#.#.######.#.##...##...#
#.##.##....##....####....##..
#.###....#.#.#.##.##..##..###
.#.##.#######.#..#.##...#.###
#...#...#.#.##..#.#.#...#..#.
..#.#####.#.#..#....##.###.#.
.##....#.#.###.#.##.#..#.###.
#...####.#.#...#..#...###.#..
..##.#...##.#..#.#.#......#..
.##.###..##.##.###..#######..
........#.##.##.#...#...#####
#######.###..#..#.###.#.##.#.
#.....#.####...#..###...##.#.
#.###.#....#..#..##.#####.##.
#.###.#.####..##.#####..##..#
#.###.#.#....#..#..#...#..#.#
#.....#..#.###......#.#.##.#.
#######.#...#.#.#..##..##..#.
`
  .trim()
  .split("\n");

/** Of so many letters "t": the side of the code, and the beginning of the SHA-256 of its lines. */
const others: readonly (readonly [number, number, string])[] = [
  [8, 21, "43ceb74d3658da11"],
  [22, 25, "fe47fc83cd8f6a3a"],
  [36, 29, "db5678fccffc4022"],
  [57, 33, "8c066110dbca47ae"],
  [78, 37, "9b73e8e1af581da8"],
  [106, 41, "45bf6a3d7794625e"],
  [120, 45, "d03a7b45c1b251cb"],
  [148, 49, "8bff1507c7112c33"],
  [176, 53, "55d3f612ea9bdb40"],
  [211, 57, "c0941d2a1bead50e"],
];

test("an address is drawn as another maker of codes draws it", () => {
  const code = qrCodeOf("https://hub.villa.example:8712/join");
  expect(code && linesOf(code)).toEqual(drawn);
});

test.each(others)("so are %i letters, in a square of %i", async (length, side, hash) => {
  const code = qrCodeOf("t".repeat(length));
  expect(code?.side).toBe(side);
  const lines = code ? linesOf(code).join("\n") : "";
  const found = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(lines));
  expect(hexOf(found).slice(0, 16)).toBe(hash);
});

test("what is too long has no code", () => {
  expect(qrCodeOf("x".repeat(213))?.side).toBe(57);
  expect(qrCodeOf("x".repeat(214))).toBe(null);
  expect(qrCodeOf("ü".repeat(107))).toBe(null);
});
