/** Letters and figures that are not taken for one another on paper. */
const letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/** A short name of what is in `content`: the same for the same, so that two sheets can be compared (FNV-1a). */
export function versionOf(content: unknown): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(JSON.stringify(content))) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  let name = "";
  for (let at = 0; at < 6; at++) {
    name += letters[hash % letters.length];
    hash = Math.floor(hash / letters.length);
  }
  return `${name.slice(0, 3)}-${name.slice(3)}`;
}
