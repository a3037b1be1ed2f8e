import type { Channel, ChannelEvents } from "./channel.ts";
import { joined, split } from "./frames.ts";

const kType = "application/vnd.wedsync.frames";
/** The hub answers a GET after 25 s in any case. */
const kAnswerWithinMs = 40_000;

/** The same messages over requests, for networks that let no WebSocket through (docs/protocol.md). */
export function openPlainHttp(base: string, events: ChannelEvents): Channel {
  const stream = new PlainHttp(base, events);
  // As with a socket, nothing is told from within opening it.
  queueMicrotask(() => stream.begin());
  return stream;
}

class PlainHttp implements Channel {
  readonly #base: string;
  readonly #events: ChannelEvents;
  readonly #abort = new AbortController();
  #waiting: Uint8Array[] = [];
  #id: string | null = null;
  #isSending = false;

  constructor(base: string, events: ChannelEvents) {
    this.#base = base;
    this.#events = events;
  }

  begin(): void {
    if (!this.#isOver) this.#events.opened();
  }

  send(frame: Uint8Array): void {
    this.#waiting.push(frame);
    if (!this.#isSending && !this.#isOver) void this.#sendAll().catch(() => this.#end());
  }

  close(): void {
    this.#abort.abort();
    if (this.#id !== null) void fetch(this.#address(), { method: "DELETE" }).catch(() => {});
  }

  get #isOver(): boolean {
    return this.#abort.signal.aborted;
  }

  async #sendAll(): Promise<void> {
    this.#isSending = true;
    while (this.#waiting.length > 0) {
      // What is sent in one go by the engine goes in one request.
      await Promise.resolve();
      const body = joined(this.#waiting.splice(0));
      const response = await this.#fetch("POST", body);
      if (this.#id === null) {
        if (response.status !== 201) return this.#end(`the hub answered ${response.status}`);
        const answer = (await response.json()) as { stream?: unknown };
        this.#id = String(answer.stream);
        void this.#receiveAll().catch(() => this.#end());
      } else if (response.status !== 204) {
        return this.#end(`the hub answered ${response.status}`);
      }
    }
    this.#isSending = false;
  }

  async #receiveAll(): Promise<void> {
    while (!this.#isOver) {
      const response = await this.#fetch("GET");
      if (response.status === 204) continue;
      if (response.status !== 200) return this.#end(`the hub answered ${response.status}`);
      const frames = split(new Uint8Array(await response.arrayBuffer()));
      if (!frames) return this.#end("the hub sent what are no frames");
      for (const frame of frames) if (!this.#isOver) this.#events.frame(frame);
    }
  }

  #fetch(method: "GET" | "POST", body?: Uint8Array<ArrayBuffer>): Promise<Response> {
    const signal = AbortSignal.any([this.#abort.signal, AbortSignal.timeout(kAnswerWithinMs)]);
    const request: RequestInit = { method, signal, cache: "no-store", credentials: "omit" };
    if (body) Object.assign(request, { body, headers: { "Content-Type": kType } });
    else request.headers = { Accept: kType };
    return fetch(this.#id === null ? `${this.#base}/v1/streams` : this.#address(), request);
  }

  #address(): string {
    return `${this.#base}/v1/streams/${encodeURIComponent(this.#id ?? "")}`;
  }

  #end(reason = "the hub could not be reached"): void {
    if (this.#isOver) return;
    this.close();
    this.#events.closed(reason);
  }
}
