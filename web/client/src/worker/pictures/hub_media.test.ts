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
  expect(await hub.get("7", sha256, 0, 9)).toBeNull();
});

/** A response whose body comes in pieces, and then ends or breaks off. */
function body(pieces: string[], isCut: boolean, status = 200, range?: string): Response {
  const stream = new ReadableStream<Uint8Array>({
    pull(control) {
      const piece = pieces.shift();
      if (piece !== undefined) control.enqueue(new TextEncoder().encode(piece));
      else if (isCut) control.error(new TypeError("network error"));
      else control.close();
    },
  });
  return new Response(stream, { status, headers: range ? { "Content-Range": range } : {} });
}

async function got(response: Response, at: number, size = 9) {
  const ask = vi.fn(async () => response);
  const arrived = await mediaHub("https://hub", "t", ask as typeof fetch).get(
    "7",
    sha256,
    at,
    size,
  );
  const [, request] = ask.mock.calls[0] as unknown as [string, RequestInit];
  const { Range } = request.headers as Record<string, string>;
  return { Range, arrived: arrived && [arrived.from, await arrived.bytes.text()] };
}

test("asks for the rest of a picture only", async () => {
  expect(await got(body(["pic", "ture1"], false), 0, 8)).toEqual({ arrived: [0, "picture1"] });
  expect(await got(body(["ture1"], false, 206, "bytes 3-7/8"), 3, 8)).toEqual({
    Range: "bytes=3-",
    arrived: [3, "ture1"],
  });
});

test("keeps what came before the connection broke", async () => {
  expect((await got(body(["pic", "tu"], true), 0)).arrived).toEqual([0, "pictu"]);
  expect((await got(body([], true), 0)).arrived).toEqual([0, ""]);
});

test("a hub that gives all of it where the rest was asked for, gives all of it", async () => {
  expect((await got(body(["picture12"], false), 4)).arrived).toEqual([0, "picture12"]);
});

test.each([
  [206, "bytes 5-8/9"],
  [206, undefined],
  [206, "lines 4-8/9"],
  [416, "bytes */4"],
  [404, undefined],
  [503, undefined],
] as const)("%i with %s where it was asked from 4 is nothing", async (status, range) => {
  expect((await got(body(["picture12"], false, status, range), 4)).arrived).toBeNull();
});

test("reads no more than there is to be", async () => {
  const endless = new ReadableStream<Uint8Array>({
    pull: (control) => control.enqueue(new Uint8Array(1_000).fill(65)),
  });
  expect((await got(new Response(endless), 0, 2_500)).arrived).toEqual([0, "A".repeat(2_500)]);
});
