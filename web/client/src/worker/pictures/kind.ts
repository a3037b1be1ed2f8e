/** The kinds of pictures that a hub takes, by how their bytes begin; "": it is none of them. */
export function kindOf(begin: Uint8Array): "" | "image/jpeg" | "image/png" | "image/webp" {
  const text = String.fromCharCode(...begin.subarray(0, 12));
  if (text.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (text.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  return text.startsWith("RIFF") && text.slice(8, 12) === "WEBP" ? "image/webp" : "";
}

/** The same bytes, under the type that they have. */
export async function typed(bytes: Blob): Promise<Blob> {
  const begin = new Uint8Array(await bytes.slice(0, 12).arrayBuffer());
  return bytes.slice(0, bytes.size, kindOf(begin));
}

export async function sha256Of(bytes: Blob): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", await bytes.arrayBuffer());
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
