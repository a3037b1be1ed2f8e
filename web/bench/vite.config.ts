import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { kContenders } from "./contenders.mjs";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** One page per contender: each loads its own code and the few lines that all share. */
export default defineConfig({
  root: at("pages"),
  logLevel: "warn",
  resolve: { alias: { "@wedsync/client": at("../client/src/index.ts") } },
  build: {
    target: "es2023",
    outDir: at("dist"),
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: kContenders.map(({ name }) => at(`pages/${name}.html`)) },
  },
  worker: { format: "es" },
});
