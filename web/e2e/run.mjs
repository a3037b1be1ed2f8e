// Runs the browser tests and sums them up; see ./run --help.
import { spawnSync } from "node:child_process";
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kBudgetsKb as budgets, overBudget, sizesOf } from "./sizes.mjs";

const here = import.meta.dirname;
const words = process.argv.slice(2);
const split = words.includes("--") ? words.indexOf("--") : words.length;
const own = new Set(words.slice(0, split));
const passedOn = words.slice(split + 1);
for (const word of own) {
  if (word === "--json" || word === "--full") continue;
  console.error(`web/e2e/run: unknown argument ${word} (see web/e2e/run --help)`);
  process.exit(2);
}

/** Plays tests, and gives what Playwright told of them. */
function play(options) {
  const folder = mkdtempSync(join(tmpdir(), "wedsync-report-"));
  const report = join(folder, "report.json");
  const isFull = own.has("--full");
  const run = spawnSync(
    "npx",
    [
      ...["playwright", "test", "-c", join(here, "playwright.config.ts")],
      ...(isFull ? [] : ["--grep-invert", "@long"]),
      ...options,
    ],
    {
      cwd: join(here, ".."),
      env: {
        ...process.env,
        WEDSYNC_E2E_REPORT: report,
        // Firefox is spoken to over one; this Node has them behind a flag.
        NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ""} --experimental-websocket`,
      },
      stdio: ["ignore", 2, 2],
    },
  );
  if (run.error) throw run.error;
  const told = JSON.parse(readFileSync(report, "utf8"));
  rmSync(folder, { recursive: true });
  return { ...told, status: run.status };
}
const kTogether = ["acceptance", "engines", "client"].flatMap((name) => ["--project", name]);
const runs =
  passedOn.length > 0
    ? [play(passedOn)]
    : // What is measured comes by itself, when nothing else runs.
      [play(kTogether), play(["--project", "budgets"])];

/** Every test of the report, with its annotations. */
function* testsOf(suite) {
  for (const spec of suite.specs ?? [])
    for (const test of spec.tests) yield { title: spec.title, ...test };
  for (const inner of suite.suites ?? []) yield* testsOf(inner);
}
const tests = runs.flatMap(({ suites }) => suites.flatMap((suite) => [...testsOf(suite)]));
const errors = runs.flatMap((told) => told.errors).length;
const named = (status) => tests.filter((test) => test.status === status).map((test) => test.title);
const skipped = named("skipped");
const failed = named("unexpected");
const flaky = named("flaky");
const notes = tests.flatMap((test) => test.results.flatMap((result) => result.annotations ?? []));
const looked = notes.filter((note) => note.type === "axe").length;
if (looked === 0 && passedOn.length === 0) {
  console.error("web/e2e/run: no test has asked the accessibility rules");
  process.exit(1);
}
const axe = notes
  .filter((note) => note.type === "axe")
  .reduce((sum, note) => sum + Number(note.description), 0);
/** What was measured last, and its budget. */
const figures = tests
  .flatMap((test) => test.results.at(-1)?.annotations ?? [])
  .filter((note) => note.type === "figure")
  .map((note) => JSON.parse(note.description));

const measured = sizesOf(join(here, "../app/dist"));
const over = overBudget(measured);
const summary = {
  passed: named("expected").length + flaky.length,
  failed: failed.length + errors,
  skipped: skipped.length,
  ...measured,
  axe_violations: axe,
  figures,
};
if (own.has("--json")) {
  console.log(JSON.stringify(summary));
} else {
  console.log(`${summary.passed} passed, ${summary.failed} failed, ${summary.skipped} skipped`);
  for (const [name, limit] of Object.entries(budgets))
    console.log(`${name} ${measured[name]} of ${limit}`);
  console.log(`accessibility findings: ${axe}`);
  for (const { name, value, unit, budget, load } of figures)
    console.log(`${name}: ${value} ${unit} of ${budget} (at a load of ${load})`);
}
// For docs/evidence.md (scripts/evidence.py).
const evidence = process.env.WEDSYNC_EVIDENCE_DIR;
if (evidence) {
  const command = own.has("--full") ? "web/e2e/run --full" : "web/e2e/run";
  const rows = [
    { what: "browser tests passed", value: summary.passed, of: tests.length - skipped.length },
    { what: "findings of the accessibility rules, on every screen", value: axe },
    ...Object.entries(budgets).map(([name, limit]) => {
      const [what, unit] = [name.replace("_kb", "").replaceAll("_", ", "), "kB"];
      return { what, value: measured[name], unit, note: `at most ${limit}` };
    }),
    ...figures.map(({ name, value, unit, budget, load }) => {
      const bound = unit === "points" ? "at least" : "at most";
      return { what: name, value, unit, note: `${bound} ${budget}; load ${load}` };
    }),
  ];
  for (const row of rows)
    appendFileSync(join(evidence, "web.jsonl"), `${JSON.stringify({ ...row, command })}\n`);
}
for (const title of failed) console.error(`failed: ${title}`);
for (const title of flaky) console.error(`passed only when run again: ${title}`);
for (const title of skipped) console.error(`skipped: ${title}`);
for (const name of over)
  console.error(`over its budget: ${name} ${measured[name]} > ${budgets[name]}`);
process.exit(
  summary.failed || axe || over.length || runs.some(({ status }) => status !== 0) ? 1 : 0,
);
