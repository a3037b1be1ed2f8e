export type TextEncoding = "utf-8" | "utf-16" | "windows-1252";

export interface DecodedText {
  readonly text: string;
  readonly encoding: TextEncoding;
}

/**
 * The text of a file: UTF-8 with or without a byte order mark, UTF-16 with one, or else Windows-1252,
 * which holds Latin-1. Null where that is no text: a NUL, half a surrogate pair, an odd number of bytes.
 */
export function decodeText(bytes: Uint8Array): DecodedText | null {
  const decoded = decode(bytes);
  return decoded && !decoded.text.includes("\0") ? decoded : null;
}

function decode(bytes: Uint8Array): DecodedText | null {
  const isBig = bytes[0] === 0xfe && bytes[1] === 0xff;
  const isLittle = bytes[0] === 0xff && bytes[1] === 0xfe;
  if (isBig || isLittle) {
    const label = isBig ? "utf-16be" : "utf-16le";
    try {
      return { text: new TextDecoder(label, { fatal: true }).decode(bytes), encoding: "utf-16" };
    } catch {
      return null;
    }
  }
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), encoding: "utf-8" };
  } catch {
    return { text: new TextDecoder("windows-1252").decode(bytes), encoding: "windows-1252" };
  }
}
