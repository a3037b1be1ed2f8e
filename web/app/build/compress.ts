import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

const worthIt = /\.(js|css|html|svg|json|webmanifest|wasm)$/;

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

/** Writes a .br and a .gz beside each file that gets smaller by it; the hub serves them. */
export function compress(): Plugin {
  let folder = "dist";
  return {
    name: "wedsync-compress",
    apply: "build",
    enforce: "post",
    configResolved(config) {
      folder = join(config.root, config.build.outDir);
    },
    closeBundle: {
      // After the service worker is written, which vite-plugin-pwa does in its own closeBundle.
      order: "post",
      sequential: true,
      handler() {
        for (const path of filesUnder(folder).filter((each) => worthIt.test(each))) {
          const bytes = readFileSync(path);
          const forms = {
            br: brotliCompressSync(bytes, {
              params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
            }),
            gz: gzipSync(bytes, { level: 9 }),
          };
          for (const [ending, small] of Object.entries(forms)) {
            if (small.length < bytes.length) writeFileSync(`${path}.${ending}`, small);
          }
        }
      },
    },
  };
}
