import type { WedsyncModule, WedsyncOptions } from "../../../engine/wedsync.mjs";
import type { OpenOn } from "./engine.ts";
import { openIn } from "./engine_wasm.ts";
import type { Files } from "./files/files.ts";

/** How a module of the engine is made. */
export interface Loader {
  create(options: WedsyncOptions): Promise<WedsyncModule>;
  /** Compiled once, instantiated for each opening. */
  compile(): Promise<WebAssembly.Module>;
}

/**
 * Opens replicas by the WebAssembly engine; each has a module of its own, so that one which broke
 * takes nothing along. It is compiled at once: a tab that has to take over is not to wait for that.
 */
export function wasmOpener(loader: Loader, schema: unknown): OpenOn {
  let compiled: Promise<WebAssembly.Module> | null = loader.compile();
  compiled.catch(() => {});
  return async (files, author) => {
    compiled ??= loader.compile();
    const module = await compiled.catch((error: unknown) => {
      compiled = null;
      throw error;
    });
    return openIn(await instantiate(loader, module, files), author, schema);
  };
}

function instantiate(
  loader: Loader,
  module: WebAssembly.Module,
  files: Files,
): Promise<WedsyncModule> {
  return new Promise((resolve, reject) => {
    const created = loader.create({
      files,
      instantiateWasm: (imports, done) => {
        WebAssembly.instantiate(module, imports).then(done, reject);
        return {};
      },
      printErr: (line) => console.error(line),
    });
    created.then(resolve, reject);
  });
}
