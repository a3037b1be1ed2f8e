import { correctionOf } from "./correction.ts";
import { type Look, penaltyOf } from "./penalty.ts";

/** QR codes (ISO/IEC 18004) of short texts: bytes, versions 1 to 10, readable with 15 % of it gone. */

export interface QrCode {
  readonly side: number;
  /** Row by row, side * side of them; true is dark. The quiet zone around it is not in it. */
  readonly modules: readonly boolean[];
}

/** By version: bytes that mend each block, and how many blocks there are (level M). */
const versions = [
  [10, 1],
  [16, 1],
  [26, 1],
  [18, 2],
  [24, 2],
  [16, 4],
  [18, 4],
  [22, 4],
  [22, 5],
  [26, 5],
] as const;
const byteMode = 0b0100;
const fillers = [0xec, 0x11];

const masks: readonly ((row: number, column: number) => boolean)[] = [
  (row, column) => (row + column) % 2 === 0,
  (row) => row % 2 === 0,
  (_, column) => column % 3 === 0,
  (row, column) => (row + column) % 3 === 0,
  (row, column) => (Math.floor(row / 2) + Math.floor(column / 3)) % 2 === 0,
  (row, column) => ((row * column) % 2) + ((row * column) % 3) === 0,
  (row, column) => (((row * column) % 2) + ((row * column) % 3)) % 2 === 0,
  (row, column) => (((row + column) % 2) + ((row * column) % 3)) % 2 === 0,
];

const sideOf = (version: number) => 17 + 4 * version;

/** Where the small squares stand, by row and by column alike. */
function centresOf(version: number): readonly number[] {
  if (version === 1) return [];
  const last = sideOf(version) - 7;
  return version < 7 ? [6, last] : [6, 6 + Math.ceil((last - 6) / 4) * 2, last];
}

/** The picture as it is drawn: what is fixed is not masked. */
class Canvas {
  readonly side: number;
  readonly #dark: Uint8Array;
  readonly #fixed: Uint8Array;

  constructor(side: number) {
    this.side = side;
    this.#dark = new Uint8Array(side * side);
    this.#fixed = new Uint8Array(side * side);
  }

  fix(row: number, column: number, isDark: boolean): void {
    if (row < 0 || column < 0 || row >= this.side || column >= this.side) return;
    this.#fixed[row * this.side + column] = 1;
    this.#dark[row * this.side + column] = Number(isDark);
  }
  isFixed(row: number, column: number): boolean {
    return this.#fixed[row * this.side + column] === 1;
  }
  put(row: number, column: number, isDark: boolean): void {
    this.#dark[row * this.side + column] = Number(isDark);
  }
  readonly look: Look = (row, column) => this.#dark[row * this.side + column] === 1;
}

/** How many bytes a code of the version has in all, those that mend it included. */
function bytesOf(version: number): number {
  const canvas = frameOf(version);
  let free = 0;
  for (let row = 0; row < canvas.side; row++) {
    for (let column = 0; column < canvas.side; column++) {
      if (!canvas.isFixed(row, column)) free++;
    }
  }
  return Math.floor(free / 8);
}

/** The rest of a polynomial division in the field of two elements: what tells a true number from a blurred one. */
function withRest(value: number, bits: number, divisor: number): number {
  let rest = value << bits;
  for (let at = 31 - Math.clz32(rest); at >= bits; at--) {
    if ((rest >> at) & 1) rest ^= divisor << (at - bits);
  }
  return (value << bits) | rest;
}

/** Everything but the text: squares, lines, and room for the mask's number. */
function frameOf(version: number): Canvas {
  const side = sideOf(version);
  const canvas = new Canvas(side);
  for (let at = 0; at < side; at++) {
    canvas.fix(6, at, at % 2 === 0);
    canvas.fix(at, 6, at % 2 === 0);
  }
  for (const [top, left] of [
    [3, 3],
    [3, side - 4],
    [side - 4, 3],
  ] as const) {
    for (let y = -4; y <= 4; y++) {
      for (let x = -4; x <= 4; x++) {
        const ring = Math.max(Math.abs(y), Math.abs(x));
        canvas.fix(top + y, left + x, ring !== 2 && ring !== 4);
      }
    }
  }
  const centres = centresOf(version);
  const last = centres.at(-1);
  for (const top of centres) {
    for (const left of centres) {
      if ((top === 6 && (left === 6 || left === last)) || (left === 6 && top === last)) continue;
      for (let y = -2; y <= 2; y++) {
        for (let x = -2; x <= 2; x++) {
          canvas.fix(top + y, left + x, Math.max(Math.abs(y), Math.abs(x)) !== 1);
        }
      }
    }
  }
  if (version >= 7) {
    const bits = withRest(version, 12, 0x1f25);
    for (let at = 0; at < 18; at++) {
      const [far, near] = [side - 11 + (at % 3), Math.floor(at / 3)];
      canvas.fix(near, far, ((bits >> at) & 1) === 1);
      canvas.fix(far, near, ((bits >> at) & 1) === 1);
    }
  }
  putFormat(canvas, 0);
  return canvas;
}

/** The number of the mask, twice, and the dark module. Level M has the bits 00. */
function putFormat(canvas: Canvas, mask: number): void {
  const { side } = canvas;
  const bits = withRest(mask, 10, 0x537) ^ 0x5412;
  for (let at = 0; at < 15; at++) {
    const isDark = ((bits >> at) & 1) === 1;
    // Down the eighth column and along the eighth row, past the lines of dots.
    if (at < 6) canvas.fix(at, 8, isDark);
    else if (at < 8) canvas.fix(at + 1, 8, isDark);
    else if (at === 8) canvas.fix(8, 7, isDark);
    else canvas.fix(8, 14 - at, isDark);
    if (at < 8) canvas.fix(8, side - 1 - at, isDark);
    else canvas.fix(side - 15 + at, 8, isDark);
  }
  canvas.fix(side - 8, 8, true);
}

/** Mode, length, the text, and fillers up to what there is room for. */
function dataOf(text: Uint8Array, version: number, room: number): Uint8Array {
  const bits: number[] = [];
  const push = (value: number, count: number) => {
    for (let at = count - 1; at >= 0; at--) bits.push((value >> at) & 1);
  };
  push(byteMode, 4);
  push(text.length, version < 10 ? 8 : 16);
  for (const byte of text) push(byte, 8);
  push(0, Math.min(4, room * 8 - bits.length));
  while (bits.length % 8 !== 0) bits.push(0);
  const data = new Uint8Array(room);
  for (let at = 0; at < room; at++) {
    const byte = bits.slice(at * 8, at * 8 + 8);
    const filler = fillers[(at - bits.length / 8) % 2] ?? 0;
    data[at] = byte.length === 0 ? filler : Number.parseInt(byte.join(""), 2);
  }
  return data;
}

/** The blocks with what mends them, byte by byte in turn; the first ones are shorter by one. */
function interleaved(data: Uint8Array, whole: number, version: number): readonly number[] {
  const [mending, count] = versions[version - 1] ?? [0, 1];
  const short = Math.floor(whole / count) - mending;
  const shortCount = count - (whole % count);
  const blocks: Uint8Array[] = [];
  for (let from = 0, at = 0; at < count; at++) {
    const length = short + (at < shortCount ? 0 : 1);
    blocks.push(data.subarray(from, from + length));
    from += length;
  }
  const mends = blocks.map((block) => correctionOf(block, mending));
  const turn = (parts: readonly Uint8Array[], length: number) =>
    Array.from({ length }, (_, at) =>
      parts.flatMap((part) => (at < part.length ? [part[at] ?? 0] : [])),
    ).flat();
  return [...turn(blocks, short + 1), ...turn(mends, mending)];
}

/** Puts the bits in, two columns at a time, up and down, from the right; masked. */
function draw(canvas: Canvas, bytes: readonly number[], mask: number): void {
  const { side } = canvas;
  const isTurned = masks[mask] ?? (() => false);
  let bit = 0;
  for (let right = side - 1, isUp = true; right > 0; right -= 2, isUp = !isUp) {
    // The line of dots stands in a column of its own.
    if (right === 6) right--;
    for (let step = 0; step < side; step++) {
      const row = isUp ? side - 1 - step : step;
      for (const column of [right, right - 1]) {
        if (canvas.isFixed(row, column)) continue;
        const isDark = (((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1) === 1;
        bit++;
        canvas.put(row, column, isDark !== isTurned(row, column));
      }
    }
  }
  putFormat(canvas, mask);
}

/** The smallest code that holds the text; null where none up to version 10 does (213 bytes). */
export function qrCodeOf(text: string): QrCode | null {
  const bytes = new TextEncoder().encode(text);
  for (let version = 1; version <= versions.length; version++) {
    const [mending, count] = versions[version - 1] ?? [0, 1];
    const whole = bytesOf(version);
    const room = whole - mending * count;
    const head = version < 10 ? 12 : 20;
    if (head + bytes.length * 8 > room * 8) continue;
    const all = interleaved(dataOf(bytes, version, room), whole, version);
    const drawn = masks.map((_, mask) => {
      const canvas = frameOf(version);
      draw(canvas, all, mask);
      return { canvas, penalty: penaltyOf(canvas.side, canvas.look) };
    });
    const best = drawn.reduce((one, other) => (other.penalty < one.penalty ? other : one));
    const { side, look } = best.canvas;
    const modules = Array.from({ length: side * side }, (_, at) =>
      look(Math.floor(at / side), at % side),
    );
    return { side, modules };
  }
  return null;
}
