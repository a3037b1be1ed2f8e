// node run.mjs [--quick] [--rounds N] [--writes N] [--guests N] [--only name,name] [--results FILE]
//     [--hub PROGRAM]
//
// Measures our client beside other databases of browsers, in one browser, in turns; prints the JSON
// that table.mjs reads (to the file: after each round). --quick: hardly any work, to see that it runs. Needs: npm ci in web/ and here,
// the built engine (cmake --preset web), Chromium. --hub: the program wedsync, if it is not build/wedsync.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { build } from "vite";
import { kContenders } from "./contenders.mjs";
import { expectedList, makeEdits, makeGuests } from "./guests.mjs";
import { startHub } from "./hub.mjs";
import { pageBytes } from "./memory.mjs";
import { serve } from "./site.mjs";
import { summary } from "./summary.mjs";

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    rounds: { type: "string" },
    writes: { type: "string" },
    guests: { type: "string" },
    only: { type: "string" },
    results: { type: "string" },
    hub: { type: "string", default: join(import.meta.dirname, "../../build/wedsync") },
  },
});
const kSize = options.quick
  ? { rounds: 1, writes: 20, writeGuests: 200, listGuests: 2_000 }
  : { rounds: 5, writes: 10_000, writeGuests: 5_000, listGuests: 100_000 };
const size = {
  rounds: Number(options.rounds ?? kSize.rounds),
  writes: Number(options.writes ?? kSize.writes),
  writeGuests: kSize.writeGuests,
  listGuests: Number(options.guests ?? kSize.listGuests),
};
const kWord = "wins";
const kNext = "winst";
const kTaskMs = 20 * 60_000;

const here = import.meta.dirname;
const program = process.env.WEDSYNC_CHROMIUM ?? "/usr/bin/chromium";
const only = options.only?.split(",");
const contenders = kContenders.filter(({ name }) => !only || only.includes(name));
const folder = mkdtempSync(join(process.env.WEDSYNC_BENCH_FOLDER ?? os.tmpdir(), "wedsync-bench-"));
const say = (...words) => console.error(new Date().toISOString().slice(11, 19), ...words);

/** One task in a browser that is started for it, on a profile that stays. */
async function inBrowser(site, profile, name, task) {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: program,
    args: ["--no-sandbox"],
  });
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    const problems = [];
    page.on("pageerror", (error) => problems.push(error.message));
    await page.goto(`${site.url}/${name}.html?${new URLSearchParams(task)}`);
    const result = await page.waitForFunction(() => globalThis.outcome, null, { timeout: kTaskMs });
    const outcome = await result.jsonValue();
    if (outcome.error) throw new Error(`${name}, ${task.task}: ${outcome.error} ${problems}`);
    const session = await context.newCDPSession(page);
    await session.send("HeapProfiler.collectGarbage");
    return { ...outcome, page_bytes: pageBytes(profile) };
  } finally {
    await context.close();
  }
}

/** Afterwards the hub is gone: its device is away from it. */
async function seedByHub(site, profile, name, task) {
  const hub = await startHub(options.hub);
  try {
    site.hubPort = hub.port;
    return await inBrowser(site, profile, name, { ...task, invite: hub.invite });
  } finally {
    site.hubPort = null;
    await hub.stop();
  }
}

const profileOf = (...words) => join(folder, words.join("-"));

function check(name, what, rows, expected) {
  const text = (guests) =>
    JSON.stringify(guests.map(({ name, table, diet, note }) => [name, table, diet, note]));
  if (text(rows) !== text(expected))
    throw new Error(`${name}: the list ${what} is not what it has to be`);
}

async function writeRound(site, round, { name }, durability) {
  const profile = profileOf("write", name);
  rmSync(profile, { recursive: true, force: true });
  const common = { durability, guests: size.writeGuests, writes: size.writes };
  const load = os.loadavg()[0];
  const outcome = await inBrowser(site, profile, name, { task: "write", ...common });
  // Another browser on the same profile has to find all of it.
  const after = await inBrowser(site, profile, name, {
    task: "list",
    durability,
    word: kWord,
    next: kNext,
  });
  const guests = makeGuests(size.writeGuests);
  for (const { guest, note } of makeEdits(size.writes, guests.length))
    guests[guest] = { ...guests[guest], note };
  check(name, "after the writes", after.rows, expectedList(guests, kWord));
  check(name, "of all after the writes", after.all_rows, expectedList(guests, ""));
  rmSync(profile, { recursive: true, force: true });
  return { workload: "write", name, durability, round, load, ...outcome };
}

async function listRound(site, round, { name }) {
  const load = os.loadavg()[0];
  const outcome = await inBrowser(site, profileOf("list", name), name, {
    task: "list",
    word: kWord,
    next: kNext,
  });
  const { rows, next_rows, all_rows, ...figures } = outcome;
  const guests = makeGuests(size.listGuests);
  check(name, kWord, rows, expectedList(guests, kWord));
  check(name, kNext, next_rows, expectedList(guests, kNext));
  check(name, "of all", all_rows, expectedList(guests, ""));
  return { workload: "list", name, durability: "strict", round, load, ...figures };
}

/** Tells the lines after each round. */
async function measure(site, tell) {
  const lines = [];
  const add = (line) => {
    lines.push(line);
    say(JSON.stringify(line));
  };
  for (const { name } of contenders) {
    const load = os.loadavg()[0];
    const begun = performance.now();
    const task = { task: "seed", guests: size.listGuests, durability: "relaxed" };
    const seed = name === "wedsync" ? seedByHub : inBrowser;
    const outcome = await seed(site, profileOf("list", name), name, task);
    const seed_s = (performance.now() - begun) / 1_000;
    add({ workload: "seed", name, durability: "strict", round: 0, load, seed_s, ...outcome });
    // The first opening may tidy up what seeding left: what is measured is a database in use.
    await listRound(site, 0, { name });
  }
  for (let round = 1; round <= size.rounds; ++round) {
    for (const contender of contenders) add(await listRound(site, round, contender));
    for (const contender of contenders) {
      for (const mode of contender.modes) add(await writeRound(site, round, contender, mode));
    }
    tell(lines);
  }
}

function versions() {
  const packages = JSON.parse(readFileSync(join(here, "package.json"), "utf8")).dependencies;
  const client = JSON.parse(readFileSync(join(here, "../client/package.json"), "utf8"));
  const browser = execFileSync(program, ["--version"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return { wedsync: client.version, ...packages, browser: browser.trim() };
}

const machine = {
  processor: os.cpus()[0]?.model.trim(),
  cores: os.cpus().length,
  memory_gb: Math.round(os.totalmem() / 2 ** 30),
  system: `${os.type()} ${os.release()}`,
};

function tell(lines) {
  const rounds = lines.at(-1).round;
  const figures = summary(lines);
  const results = {
    begun,
    size: { ...size, rounds },
    word: kWord,
    next: kNext,
    versions: versions(),
    machine,
    figures,
    lines,
  };
  const text = `${JSON.stringify(results, null, 2)}\n`;
  if (options.results) writeFileSync(options.results, text);
  else if (rounds === size.rounds) process.stdout.write(text);
}

const begun = new Date().toISOString();
await build({ configFile: join(here, "vite.config.ts") });
const site = await serve(join(here, "dist"));
try {
  await measure(site, tell);
} finally {
  site.stop();
  rmSync(folder, { recursive: true, force: true });
}
