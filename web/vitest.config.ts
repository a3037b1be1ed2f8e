import preact from "@preact/preset-vite";
import { defineConfig } from "vitest/config";

/** What runs without a browser; the others are in e2e/ and run by Playwright. */
export default defineConfig({
  plugins: [preact({ reactAliasesEnabled: false })],
  test: {
    include: ["{client,app}/src/**/*.test.{ts,tsx,mjs}", "e2e/*.test.mjs"],
    environment: "node",
  },
});
