import { type ErrorCode, WedSyncError } from "./api.ts";
import type { Answer, Arguments, Backend, Method, Notice } from "./methods.ts";

/** One end of a channel: a Worker, a MessagePort, or a worker's own scope. */
export interface Port {
  postMessage(message: unknown): void;
  addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
}

interface Call {
  readonly id: number;
  readonly method: Method;
  readonly args: readonly unknown[];
}
type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly code: ErrorCode; readonly message: string };

/** What is sent of an error. */
export interface PlainError {
  readonly code: ErrorCode;
  readonly message: string;
}

export function plainError(error: unknown): PlainError {
  if (error instanceof WedSyncError) return { code: error.code, message: error.message };
  return { code: "store", message: error instanceof Error ? error.message : String(error) };
}

/** The asking side of a port: calls become promises, everything else goes to `onNotice`. */
export class Caller implements Backend {
  readonly #port: Port;
  readonly #open = new Map<
    number,
    { resolve: (value: never) => void; reject: (error: WedSyncError) => void }
  >();
  #nextId = 1;
  #end: WedSyncError | null = null;

  constructor(port: Port, onNotice: (notice: Notice) => void) {
    this.#port = port;
    port.addEventListener("message", ({ data }: MessageEvent<Reply | Notice>) => {
      if ("notice" in data) onNotice(data);
      else this.#answer(data);
    });
  }

  call<M extends Method>(method: M, args: Arguments<M>): Promise<Answer<M>> {
    return new Promise<Answer<M>>((resolve, reject) => {
      if (this.#end) return reject(this.#end);
      const id = this.#nextId++;
      this.#open.set(id, { resolve, reject });
      this.#port.postMessage({ id, method, args } satisfies Call);
    });
  }

  /** Rejects what is under way, and every call from now on. */
  end(error: WedSyncError): void {
    this.#end ??= error;
    for (const { reject } of this.#open.values()) reject(error);
    this.#open.clear();
  }

  #answer(reply: Reply): void {
    const open = this.#open.get(reply.id);
    this.#open.delete(reply.id);
    if ("code" in reply) open?.reject(new WedSyncError(reply.code, reply.message));
    else open?.resolve(reply.value as never);
  }
}

/** The answering side of a port. Returns how to send something unasked. */
export function serve(port: Port, backend: Backend): (notice: Notice) => void {
  port.addEventListener("message", ({ data }: MessageEvent<Call>) => {
    const { id, method, args } = data;
    backend.call(method, args as Arguments<Method>).then(
      (value) => port.postMessage({ id, value } satisfies Reply),
      (error: unknown) => port.postMessage({ id, ...plainError(error) } satisfies Reply),
    );
  });
  return (notice) => port.postMessage(notice);
}
