import type { Plugin } from "vite";

/**
 * Keeps the engine out of the service worker's script, where the bundler would put it as text of
 * two megabytes: the worker names the file it has in its cache instead.
 */
export function engineOutside(): Plugin {
  return {
    name: "wedsync-engine-outside",
    enforce: "pre",
    transform(code, id) {
      if (!id.endsWith("/generated/wedsync.mjs")) return null;
      return code.replace(/new URL\("wedsync\.wasm",\s*import\.meta\.url\)/, "self.location");
    },
  };
}
