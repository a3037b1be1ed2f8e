import type { NetworkHint } from "./engine.ts";

/** What a tab sends its worker before anything else. */
export interface Setup {
  readonly setup: {
    readonly store: string;
    readonly schema: unknown;
    /** Of the hub; of this origin. */
    readonly base: string;
    /** Where wedsync.wasm is; null: beside the worker. */
    readonly wasm: string | null;
  };
}

/** What the browser tells the tab and not its worker. */
export interface Hint {
  readonly hint: { readonly isOnline: boolean; readonly network: NetworkHint | null };
}

export interface Closing {
  readonly closing: true;
}
