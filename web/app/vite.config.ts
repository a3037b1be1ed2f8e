import { readFileSync } from "node:fs";
import preact from "@preact/preset-vite";
import { defineConfig } from "vite";
import { VitePWA } from "vite-plugin-pwa";
import { compress } from "./build/compress.ts";
import { engineOutside } from "./build/engine_outside.ts";
import { icons } from "./build/icons.ts";
import { preloadFonts } from "./build/preload_fonts.ts";

const { version } = JSON.parse(
  readFileSync(new URL("../client/package.json", import.meta.url), "utf8"),
) as { version: string };

export default defineConfig({
  define: { __WEDSYNC_VERSION__: JSON.stringify(version) },
  plugins: [
    preact({ reactAliasesEnabled: false }),
    icons(),
    preloadFonts(),
    VitePWA({
      strategies: "injectManifest",
      srcDir: "src",
      filename: "sw.ts",
      registerType: "prompt",
      // The app registers the worker itself, and asks before it takes a new one.
      injectRegister: false,
      manifest: false,
      injectManifest: {
        // The default, an ES module, ends in an export, which a classic worker cannot read.
        rollupFormat: "iife",
        globPatterns: ["**/*.{html,js,css,svg,png,woff2,wasm,webmanifest}"],
        globIgnores: ["sw.js"],
        buildPlugins: { vite: [engineOutside()] },
        maximumFileSizeToCacheInBytes: 8 * 1024 * 1024,
      },
    }),
    compress(),
  ],
  build: {
    target: "es2023",
    // Nothing inside the style sheet or the script as data: the content security policy forbids it.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            {
              // What every screen has, in one file: many small ones are named over and over.
              name: "common",
              test: /[\\/](client[\\/]src[\\/](api|error|values)|src[\\/](data[\\/](client|fields|live|who)|words[\\/](order|format|en[\\/]units)))\.ts$/,
            },
          ],
        },
      },
    },
  },
  worker: { format: "es" },
});
