import { failure } from "../errors.ts";

/** A device's key; its secret half never leaves the browser's own keeping. */
export interface DeviceKey {
  readonly kind: "ed25519" | "p256";
  readonly pair: CryptoKeyPair;
}

const kP256 = { name: "ECDSA", namedCurve: "P-256" };

export async function makeKey(): Promise<DeviceKey> {
  if (!globalThis.crypto?.subtle) {
    throw failure("invalid", "this page has no keys: it was not opened over HTTPS");
  }
  try {
    const pair = await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);
    return { kind: "ed25519", pair: pair as CryptoKeyPair };
  } catch {
    const pair = await crypto.subtle.generateKey(kP256, false, ["sign", "verify"]);
    return { kind: "p256", pair };
  }
}

/** The public half as the hub takes it. */
export async function publicKey(key: DeviceKey): Promise<{ kind: string; bytes: string }> {
  const raw = await crypto.subtle.exportKey("raw", key.pair.publicKey);
  return { kind: key.kind, bytes: base64url(new Uint8Array(raw)) };
}

/** Signs what opens a session (docs/protocol.md, "Joining and sessions"). */
export async function signSession(
  key: DeviceKey,
  hub: string,
  device: string,
  challenge: string,
): Promise<string> {
  const statement = `wedsync-session-1\n${hub}\n${device}\n${challenge}\n`;
  const algorithm = key.kind === "ed25519" ? "Ed25519" : { name: "ECDSA", hash: "SHA-256" };
  const bytes = new TextEncoder().encode(statement);
  const signature = await crypto.subtle.sign(algorithm, key.pair.privateKey, bytes);
  return base64url(new Uint8Array(signature));
}

export function base64url(bytes: Uint8Array): string {
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
