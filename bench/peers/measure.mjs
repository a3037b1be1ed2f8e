// What a stretch of work costs, files as the engines keep them, and the lines bench/run reads.
import fs from 'node:fs';
import zlib from 'node:zlib';

/** Processor time (user and system) and wall time of the work, in seconds. */
export async function cost(work) {
  const cpu = process.cpuUsage();
  const wall = performance.now();
  const result = await work();
  const used = process.cpuUsage(cpu);
  return { result, cpu_s: (used.user + used.system) / 1e6, wall_s: (performance.now() - wall) / 1e3 };
}

export const peakMb = () => process.resourceUsage().maxRSS / 1024;

export function median(values) {
  return Float64Array.from(values).sort()[values.length >> 1];
}

/** The least that bytes take: as they are, or packed by brotli (11 is as hard as it can). */
export function packedSize(bytes, quality = 11) {
  const options = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: quality } };
  return Math.min(bytes.length, zlib.brotliCompressSync(bytes, options).length);
}

/** A file of byte strings, each behind its length. isDurable: on the disk when append() returns. */
export class Journal {
  constructor(path, isDurable) {
    this.file = fs.openSync(path, 'a');
    this.isDurable = isDurable;
  }
  append(bytes) {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length);
    fs.writevSync(this.file, [length, bytes]);
    if (this.isDurable) fs.fdatasyncSync(this.file);
  }
}

export function* readJournal(path) {
  const all = fs.readFileSync(path);
  for (let at = 0; at < all.length;) {
    const length = all.readUInt32LE(at);
    yield all.subarray(at + 4, at + 4 + length);
    at += 4 + length;
  }
}

export function print(line) {
  fs.writeSync(1, JSON.stringify(line) + '\n');
}
