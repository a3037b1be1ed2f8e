import { afterEach, expect, test, vi } from "vitest";
import { publicKey } from "./keys.ts";
import { joinHub, openSession, scopesOfDevice } from "./membership.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

type Asked = { url: string; method: string; body: Record<string, unknown>; token: string | null };

/** A hub that answers from a list. */
function hub(...answers: [number, unknown][]): Asked[] {
  const asked: Asked[] = [];
  vi.stubGlobal("fetch", async (url: string, request: RequestInit) => {
    const headers = new Headers(request.headers);
    asked.push({
      url,
      method: request.method ?? "",
      body: request.body ? (JSON.parse(String(request.body)) as Record<string, unknown>) : {},
      token: headers.get("Authorization"),
    });
    const [status, body] = answers.shift() ?? [500, {}];
    return new Response(typeof body === "string" ? body : JSON.stringify(body), { status });
  });
  return asked;
}

const joined = {
  hub: "hub-id",
  hub_name: "Villa Rosa",
  device: "tablet-2",
  person: "Ana",
  role: "staff",
  scopes: [{ id: "5851835870864683862", name: "Lena and Tom" }],
};

test("joins with the public half of a key, and signs the challenge with the other", async () => {
  const asked = hub([201, joined], [200, { challenge: "c" }], [200, { token: "t" }]);
  const { membership, scopes } = await joinHub("https://hub", { invite: "i", device: "tablet" });
  expect(scopes).toEqual([{ scope: "5851835870864683862", name: "Lena and Tom" }]);
  expect(membership.identity).toMatchObject({ device: "tablet-2", person: "Ana" });
  expect(membership.key.pair.privateKey.extractable).toBe(false);
  expect(asked[0]?.body).toMatchObject({ public_key: await publicKey(membership.key) });
  expect(await openSession("https://hub", membership)).toBe("t");
  const { signature } = asked[2]?.body ?? {};
  const bytes = Uint8Array.from(
    atob(String(signature).replaceAll("-", "+").replaceAll("_", "/")),
    (letter) => letter.charCodeAt(0),
  );
  const statement = new TextEncoder().encode("wedsync-session-1\nhub-id\ntablet-2\nc\n");
  const { kind, pair } = membership.key;
  const algorithm = kind === "ed25519" ? "Ed25519" : { name: "ECDSA", hash: "SHA-256" };
  expect(await crypto.subtle.verify(algorithm, pair.publicKey, bytes, statement)).toBe(true);
});

test.each([
  [403, { code: "bad_invite", detail: "used" }, "bad_invite"],
  [429, {}, "unreachable"],
  [503, "busy", "unreachable"],
  [400, {}, "protocol"],
  [201, { ...joined, device: 7 }, "protocol"],
  [201, { ...joined, scopes: [{ id: "../1", name: "x" }] }, "protocol"],
  [201, { ...joined, scopes: 3 }, "protocol"],
])("an answer of %i %j is %s", async (status, body, code) => {
  hub([status, body]);
  const joining = joinHub("https://hub", { invite: "i", device: "d" });
  await expect(joining).rejects.toMatchObject({ code });
});

test("a hub that cannot be asked is unreachable", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("no network")));
  await expect(scopesOfDevice("https://hub", "t")).rejects.toMatchObject({ code: "unreachable" });
});

test("asks for its scopes with the token, and not in the address", async () => {
  const asked = hub([200, { scopes: joined.scopes }]);
  await scopesOfDevice("https://hub", "secret");
  expect(asked[0]).toMatchObject({ url: "https://hub/v1/scopes", token: "Bearer secret" });
});
