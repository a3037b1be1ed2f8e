import createWedsync from "../../generated/wedsync.mjs";
import type { Backend, Notice } from "../methods.ts";
import { type Port, serve } from "../rpc.ts";
import { boot } from "./boot.ts";
import { wasmOpener } from "./engine_loader.ts";
import { asWedSyncError } from "./errors.ts";
import type { Closing, Hint, Setup } from "./messages.ts";
import { kNothingYet } from "./overview.ts";
import type { Station } from "./station.ts";

/** The worker of one tab: everything but showing. Its first message is a Setup. */
const scope = globalThis as unknown as Port & { close(): void };
let station: Promise<Station> | null = null;

const backend: Backend = {
  call: async (method, args) => {
    if (!station) throw new Error("no setup yet");
    return (await station).call(method, args);
  },
};
const calls: ((event: MessageEvent) => void)[] = [];
const emit: (notice: Notice) => void = serve(
  {
    postMessage: (message) => scope.postMessage(message),
    addEventListener: (_, listener) => calls.push(listener),
  },
  backend,
);

scope.addEventListener("message", (event: MessageEvent<Setup | Hint | Closing | object>) => {
  const { data } = event;
  if ("setup" in data) station ??= begin(data.setup);
  else if ("hint" in data) void station?.then((one) => one.network(data.hint));
  else if ("closing" in data) void end();
  else for (const call of calls) call(event);
});

function begin({ store, schema, base, wasm }: Setup["setup"]): Promise<Station> {
  const address = wasm ?? new URL("../../generated/wedsync.wasm", import.meta.url).href;
  const openEngine = wasmOpener(
    { create: createWedsync, compile: () => WebAssembly.compileStreaming(fetch(address)) },
    schema,
  );
  const begun = boot({ store, base, openEngine }, emit);
  begun.catch((error: unknown) => {
    const { code, message } = asWedSyncError(error);
    const failed = { kind: "failed", code, reason: message } as const;
    emit({ notice: "overview", changed: { status: { ...kNothingYet, store: failed } } });
  });
  return begun;
}

async function end(): Promise<void> {
  await station?.then((one) => one.close()).catch(() => {});
  scope.postMessage({ closed: true });
  scope.close();
}
