import { expect, test, vi } from "vitest";
import { answerOf, mediaHub } from "./hub_media.ts";

const sha256 = "a".repeat(64);

const said = (status: number, headers: Record<string, string> = {}) =>
  answerOf({ status, headers: new Headers(headers) });

test("reads what the hub holds", () => {
  const headers = {
    "Upload-Offset": "65536",
    "Upload-Complete": "?0",
    "Upload-Limit": "max-size=50000, max-append-size=20000",
  };
  const held = {
    is: "held",
    offset: 65_536,
    isComplete: false,
    pieceMax: 20_000,
    pictureMax: 50_000,
  };
  expect(said(204, headers)).toEqual(held);
  expect(said(409, headers)).toEqual(held);
  expect(said(204, { "Upload-Offset": "9", "Upload-Complete": "?1" })).toMatchObject({
    offset: 9,
    isComplete: true,
  });
});

test.each([
  [404, {}, "absent"],
  [405, {}, "absent"],
  [403, {}, "refused"],
  [413, {}, "refused"],
  [415, {}, "refused"],
  [422, { "Upload-Offset": "0" }, "refused"],
  [401, {}, "later"],
  [429, {}, "later"],
  [500, {}, "later"],
  // A page of a proxy, or of a hotel.
  [200, {}, "later"],
  [204, { "Upload-Offset": "-1" }, "later"],
  [204, { "Upload-Offset": "1e3" }, "later"],
] as const)("%i with %o is %s", (status, headers, is) => {
  expect(said(status, headers).is).toBe(is);
});

test("waits as long as the hub says", () => {
  expect(said(507, { "Retry-After": "60" })).toEqual({ is: "later", afterMs: 60_000 });
  expect(said(503, { "Retry-After": "Fri, 31 Dec" })).toEqual({ is: "later", afterMs: 0 });
});

test("sends a piece as the protocol has it, the token in a header only", async () => {
  const ask = vi.fn(
    async () => new Response(null, { status: 204, headers: { "Upload-Offset": "8" } }),
  );
  const hub = mediaHub("https://hub", "secret", ask as typeof fetch);
  await hub.send("7", sha256, 100, 3, new Blob(["piece"], { type: "image/jpeg" }));
  const [url, request] = ask.mock.calls[0] as unknown as [string, RequestInit];
  expect(url).toBe(`https://hub/v1/scopes/7/media/${sha256}`);
  expect(request.method).toBe("PATCH");
  expect(request.headers).toEqual({
    Authorization: "Bearer secret",
    "Content-Type": "application/partial-upload",
    "Upload-Offset": "3",
    "Upload-Length": "100",
  });
  expect(await (request.body as Blob).text()).toBe("piece");
});

test("no network is no error", async () => {
  const hub = mediaHub("https://hub", "t", (() =>
    Promise.reject(new TypeError("no"))) as typeof fetch);
  expect(await hub.held("7", sha256)).toEqual({ is: "later", afterMs: 0 });
  expect(await hub.get("7", sha256)).toBeNull();
});
