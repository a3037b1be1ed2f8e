/** Writes ZIP archives without compression; small, and read by everything. */

const table = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});

export function crc32(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = (table[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

export interface ZipFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A record of little-endian numbers: [value, size in bytes] each. */
function numbers(...fields: readonly (readonly [number, 2 | 4])[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(fields.reduce((sum, [, size]) => sum + size, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [value, size] of fields) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  }
  return bytes;
}

/** The time as MS-DOS has it, which begins in 1980 and counts every other second. */
function dosTime(ms: number): readonly [number, number] {
  const date = new Date(ms);
  const time = (date.getHours() << 11) | (date.getMinutes() << 5) | (date.getSeconds() >> 1);
  const day = ((date.getFullYear() - 1980) << 9) | ((date.getMonth() + 1) << 5) | date.getDate();
  return [time, day];
}

const utf8Names = 0x800;

/** An archive of the files, all with the time `ms`. Throws where it is over 4 GB, or of 65,535 files. */
export function zip(files: readonly ZipFile[], ms: number): Blob {
  const [time, day] = dosTime(ms);
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  const directory: Uint8Array<ArrayBuffer>[] = [];
  let at = 0;
  let directorySize = 0;
  for (const { name, bytes } of files) {
    const title = new TextEncoder().encode(name);
    const shared = [
      [20, 2],
      [utf8Names, 2],
      [0, 2],
      [time, 2],
      [day, 2],
      [crc32(bytes), 4],
      [bytes.length, 4],
      [bytes.length, 4],
      [title.length, 2],
      [0, 2],
    ] as const;
    const head = numbers([0x04034b50, 4], ...shared);
    const entry = numbers(
      [0x02014b50, 4],
      [20, 2],
      ...shared,
      [0, 2],
      [0, 2],
      [0, 2],
      [0, 4],
      [at, 4],
    );
    pieces.push(head, title, bytes);
    directory.push(entry, title);
    at += head.length + title.length + bytes.length;
    directorySize += entry.length + title.length;
    if (at > 0xffff_ffff || files.length > 0xffff) throw new Error("too much for one archive");
  }
  const end = numbers(
    [0x06054b50, 4],
    [0, 2],
    [0, 2],
    [files.length, 2],
    [files.length, 2],
    [directorySize, 4],
    [at, 4],
    [0, 2],
  );
  return new Blob([...pieces, ...directory, end], { type: "application/zip" });
}

/** A text as part of a file's name: no path, no hidden file, nothing that a system refuses. */
export function fileName(text: string): string {
  const clean = text
    .normalize("NFC")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
    .replace(/[\u0000-\u001f\u007f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g, " ")
    .replace(/\s+/g, " ")
    .replace(/^[\s.]+|[\s.]+$/g, "");
  return [...clean].slice(0, 60).join("").trim() || "-";
}
