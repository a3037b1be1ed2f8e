import type { ScopeId } from "../../values.ts";

/** What the hub says about a picture (docs/protocol.md, "Pictures"). */
export type MediaAnswer =
  | {
      readonly is: "held";
      readonly offset: number;
      readonly isComplete: boolean;
      /** Bytes of one piece, and of one picture, that it takes. */
      readonly pieceMax: number;
      readonly pictureMax: number;
    }
  /** It does not take this one, now or ever. */
  | { readonly is: "refused" }
  /** A hub that takes no pictures, or none of this scope from this device. */
  | { readonly is: "absent" }
  /** Not now; it may say for how long. */
  | { readonly is: "later"; readonly afterMs: number };

/** What came of a picture, before the connection broke or all of it was there. */
export interface Arrived {
  /** Where in the picture the bytes begin. */
  readonly from: number;
  readonly bytes: Blob;
}

/** The way to the pictures of one hub, as one device. Nothing is ever thrown. */
export interface MediaHub {
  held(scope: ScopeId, sha256: string): Promise<MediaAnswer>;
  send(scope: ScopeId, sha256: string, size: number, at: number, piece: Blob): Promise<MediaAnswer>;
  /** Its bytes from `at` on, or from 0 where the hub will have it so; no more than up to `size`. Null:
   * nothing can be had now. */
  get(scope: ScopeId, sha256: string, at: number, size: number): Promise<Arrived | null>;
}

/** A hub gives a body a minute. */
const kPieceWithinMs = 55_000;
const kPictureWithinMs = 120_000;
const kPieceMax = 64 * 1024;
const kPictureMax = 2 * 1024 * 1024;

export function mediaHub(base: string, token: string, ask: typeof fetch = fetch): MediaHub {
  const request = (
    method: string,
    scope: ScopeId,
    sha256: string,
    withinMs: number,
    headers: Record<string, string> = {},
    body?: Blob,
  ) =>
    ask(`${base}/v1/scopes/${scope}/media/${sha256}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, ...headers },
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      signal: AbortSignal.timeout(withinMs),
      ...(body && { body }),
    });
  const answered = (asking: Promise<Response>) =>
    asking.then(answerOf, (): MediaAnswer => ({ is: "later", afterMs: 0 }));
  return {
    held: (scope, sha256) => answered(request("HEAD", scope, sha256, kPieceWithinMs)),
    send: (scope, sha256, size, at, piece) =>
      answered(
        request(
          "PATCH",
          scope,
          sha256,
          kPieceWithinMs,
          {
            "Content-Type": "application/partial-upload",
            "Upload-Offset": String(at),
            "Upload-Length": String(size),
          },
          // A type of its own would be sent in the place of ours.
          piece.slice(0, piece.size, "application/partial-upload"),
        ),
      ),
    async get(scope, sha256, at, size) {
      try {
        const range = at > 0 ? { Range: `bytes=${at}-` } : undefined;
        const response = await request("GET", scope, sha256, kPictureWithinMs, range);
        const from = startOf(response);
        if (from === null || (from !== at && from !== 0)) {
          void response.body?.cancel().catch(() => {});
          return null;
        }
        return { from, bytes: await whatComes(response, size - from) };
      } catch {
        return null;
      }
    },
  };
}

const kAbsent: readonly number[] = [404, 405, 501];
const kRefused: readonly number[] = [400, 403, 413, 415, 422];

export function answerOf(response: Pick<Response, "status" | "headers">): MediaAnswer {
  const { status, headers } = response;
  const offset = numberOf(headers.get("Upload-Offset"));
  if (offset !== null && (status === 204 || status === 200 || status === 409)) {
    const limit = headers.get("Upload-Limit") ?? "";
    return {
      is: "held",
      offset,
      isComplete: headers.get("Upload-Complete") === "?1",
      pieceMax: numberOf(/max-append-size=(\d+)/.exec(limit)?.[1]) ?? kPieceMax,
      pictureMax: numberOf(/max-size=(\d+)/.exec(limit)?.[1]) ?? kPictureMax,
    };
  }
  if (kAbsent.includes(status)) return { is: "absent" };
  if (kRefused.includes(status)) return { is: "refused" };
  const seconds = numberOf(headers.get("Retry-After")) ?? 0;
  return { is: "later", afterMs: seconds * 1_000 };
}

/** Where in the picture the bytes of a response begin; null: they are not those of a picture. */
function startOf({ status, headers }: Response): number | null {
  if (status === 200) return 0;
  if (status !== 206) return null;
  return numberOf(/^bytes (\d+)-/.exec(headers.get("Content-Range") ?? "")?.[1]);
}

/** The bytes of a body until it ends, breaks off, or is longer than it may be. */
async function whatComes(response: Response, most: number): Promise<Blob> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  const reader = response.body?.getReader();
  for (let rest = most; reader && rest > 0; ) {
    const piece = await reader.read().catch(() => null);
    if (!piece?.value) break;
    pieces.push(piece.value.slice(0, rest));
    rest -= piece.value.length;
  }
  void reader?.cancel().catch(() => {});
  return new Blob(pieces);
}

function numberOf(text: string | null | undefined): number | null {
  return text && /^[0-9]{1,15}$/.test(text) ? Number(text) : null;
}
