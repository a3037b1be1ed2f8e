import { defineConfig } from "@playwright/test";

/** Each test makes its own tablets (persistent contexts: the private file system is a real one only there) and its own hub. */
export default defineConfig({
  testMatch: /.*\.spec\.ts/,
  outputDir: "../test-results",
  timeout: 60_000,
  expect: { timeout: 10_000 },
  // What passes only when run again is said by ./run.
  retries: 1,
  fullyParallel: true,
  workers: Number(process.env.WEDSYNC_JOBS ?? 2),
  reporter: process.env.WEDSYNC_E2E_REPORT
    ? [["json", { outputFile: process.env.WEDSYNC_E2E_REPORT }], ["line"]]
    : "line",
  projects: [
    { name: "acceptance", testDir: "acceptance" },
    // Other browsers than Playwright's own: nothing of it is used but the runner.
    { name: "engines", testDir: "engines", workers: 1, retries: 0 },
    // One at a time: some of it is about how soon a tab is missed.
    { name: "client", testDir: "client", timeout: 120_000, fullyParallel: false, workers: 1 },
    // ./run plays it by itself: what is measured wants the machine for itself.
    { name: "budgets", testDir: "budgets", workers: 1 },
  ],
});
