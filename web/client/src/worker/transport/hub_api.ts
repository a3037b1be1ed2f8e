import { failure } from "../errors.ts";

/** The hub said no, or something that is not understood. */
export interface HubAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

const kAnswerWithinMs = 20_000;

/** One request of JSON. Rejected by "unreachable" where there is no answer at all. */
export async function ask(
  method: "GET" | "POST" | "DELETE",
  url: string,
  options: { readonly body?: unknown; readonly token?: string } = {},
): Promise<HubAnswer> {
  const headers: Record<string, string> = {};
  if (options.body !== undefined) headers["Content-Type"] = "application/json";
  if (options.token) headers.Authorization = `Bearer ${options.token}`;
  const request: RequestInit = {
    method,
    headers,
    cache: "no-store",
    credentials: "omit",
    redirect: "error",
    signal: AbortSignal.timeout(kAnswerWithinMs),
  };
  if (options.body !== undefined) request.body = JSON.stringify(options.body);
  try {
    const response = await fetch(url, request);
    const text = await response.text();
    return { status: response.status, body: parsed(text) };
  } catch {
    throw failure("unreachable", "the hub could not be reached");
  }
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** The text of a member; "protocol" where there is none. */
export function text(answer: HubAnswer, member: string): string {
  const value = answer.body[member];
  if (typeof value !== "string") throw failure("protocol", `the hub's answer has no ${member}`);
  return value;
}

export interface HubScope {
  readonly scope: string;
  readonly name: string;
}

const kScopesMax = 1_000;

export function scopesOf(answer: HubAnswer): readonly HubScope[] {
  const list = answer.body.scopes;
  if (!Array.isArray(list)) throw failure("protocol", "the hub's answer has no scopes");
  return list.slice(0, kScopesMax).map((item: { id?: unknown; name?: unknown }) => {
    const id = String(item?.id);
    if (!/^[0-9]{1,20}$/.test(id) || typeof item.name !== "string") {
      throw failure("protocol", "the hub names a scope that is none");
    }
    return { scope: id, name: item.name };
  });
}

/** The error of an answer that is not the one that was hoped for. */
export function refusal(answer: HubAnswer) {
  const { code, detail } = answer.body;
  const words = typeof detail === "string" ? detail : `the hub answered ${answer.status}`;
  if (code === "bad_invite") return failure("bad_invite", words);
  if (code === "erase") return failure("erased", words);
  if (answer.status === 401 || answer.status === 403) return failure("unauthorized", words);
  if (answer.status >= 500 || answer.status === 429) return failure("unreachable", words);
  return failure("protocol", words);
}
