// node table.mjs [RESULTS.json [DOCUMENT.md]]: writes the tables of a run into a document, between
// its marks.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { kContenders } from "./contenders.mjs";

const here = import.meta.dirname;
const [results = join(here, "results.json"), document = join(here, "../../docs/benchmarks.md")] =
  process.argv.slice(2);
const kBegin = "<!-- web/bench/table.mjs: begin -->";
const kEnd = "<!-- web/bench/table.mjs: end -->";

const run = JSON.parse(readFileSync(results, "utf8"));
const number = (value, digits = 0) =>
  value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
const ms = (value) => number(value, value < 10 ? 2 : value < 100 ? 1 : 0);
const mb = (bytes) => number(bytes / 1e6, bytes < 1e7 ? 1 : 0);
const share = (ratio) => `${number(ratio, ratio < 10 ? 2 : ratio < 100 ? 1 : 0)}x`;
const linesOf = (workload, durability) =>
  run.figures.filter((line) => line.workload === workload && line.durability === durability);

function title(name) {
  const { title, package: from } = kContenders.find((one) => one.name === name);
  return from ? `${title} ${run.versions[from]}` : `**${title}**`;
}
const row = (...cells) => `| ${cells.join(" | ")} |`;

function writes() {
  const lines = [
    ...linesOf("write", "strict").sort((a, b) => b.writes_per_s - a.writes_per_s),
    ...linesOf("write", "relaxed").sort((a, b) => b.writes_per_s - a.writes_per_s),
  ];
  return [
    row("", "durability", "writes/s", "beside ours", "p50 ms", "p99 ms", "stored MB", "page MB"),
    row("---", "---", "---", "---", "---", "---", "---", "---"),
    ...lines.map((line) =>
      row(
        title(line.name),
        line.durability,
        number(line.writes_per_s),
        line.to_ours ? share(line.to_ours.writes_per_s) : "",
        ms(line.p50_ms),
        ms(line.p99_ms),
        mb(line.storage_bytes),
        mb(line.page_bytes),
      ),
    ),
  ];
}

function lists() {
  const lines = linesOf("list", "strict").sort((a, b) => a.list_ms - b.list_ms);
  return [
    row(
      "",
      "to the list, ms",
      "beside ours",
      "one letter more, ms",
      "whole list, ms",
      "stored MB",
      "page MB",
    ),
    row("---", "---", "---", "---", "---", "---", "---"),
    ...lines.map((line) => {
      const seeded = linesOf("seed", "strict").find(({ name }) => name === line.name);
      return row(
        title(line.name),
        number(line.list_ms),
        line.to_ours ? share(line.to_ours.list_ms) : "",
        number(line.next_ms),
        number(line.all_ms),
        seeded ? mb(seeded.storage_bytes) : "",
        mb(line.page_bytes),
      );
    }),
  ];
}

function load() {
  const loads = run.lines.map((line) => line.load).sort((a, b) => a - b);
  return `${number(loads[0], 1)} to ${number(loads.at(-1), 1)}`;
}

const { size, machine, versions } = run;
const text = [
  kBegin,
  `${number(size.writes)} single-field writes on ${number(size.writeGuests)} guests, one after the other, each awaited:`,
  "",
  ...writes(),
  "",
  `From navigation to a painted list over ${number(size.listGuests)} guests, searched for "${run.word}" and sorted by name; then the`,
  `search for "${run.next}", and the first page of all guests by name, in the open page:`,
  "",
  ...lists(),
  "",
  `${versions.browser}, ${machine.system}, ${machine.processor}, ${machine.cores} cores, ${machine.memory_gb} GB; ${run.begun.slice(0, 10)}.`,
  `Medians of ${size.rounds} interleaved rounds. Load average while it ran: ${load()}.`,
  kEnd,
].join("\n");

const before = readFileSync(document, "utf8");
const [from, to] = [before.indexOf(kBegin), before.indexOf(kEnd)];
if (from < 0 || to < from) throw new Error(`${document} lacks the marks ${kBegin} and ${kEnd}`);
writeFileSync(document, before.slice(0, from) + text + before.slice(to + kEnd.length));
