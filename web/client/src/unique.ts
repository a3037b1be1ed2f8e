/** A name that nobody else chooses. (crypto.randomUUID() is for pages over HTTPS only.) */
export function unique(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
