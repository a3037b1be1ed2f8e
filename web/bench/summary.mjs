// Medians over the rounds, and how ours compares.

const kFigures = [
  "writes_per_s",
  "p50_ms",
  "p99_ms",
  "open_ms",
  "list_ms",
  "next_ms",
  "all_ms",
  "seed_s",
  "storage_bytes",
  "page_bytes",
  "load",
];

function median(values) {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** One line per workload, contender and durability: each figure's median and what it is beside ours ("strict"). */
export function summary(lines) {
  const groups = new Map();
  for (const line of lines) {
    const key = `${line.workload} ${line.name} ${line.durability}`;
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  const figures = [...groups.values()].map((rounds) => {
    const { workload, name, durability } = rounds[0];
    const medians = Object.fromEntries(
      kFigures
        .filter((figure) => figure in rounds[0])
        .map((figure) => [figure, median(rounds.map((line) => line[figure]))]),
    );
    return { workload, name, durability, rounds: rounds.length, ...medians };
  });
  for (const line of figures) {
    const ours = figures.find((one) => one.workload === line.workload && one.name === "wedsync");
    if (!ours) continue;
    line.to_ours = Object.fromEntries(
      kFigures
        .filter((figure) => figure in line && figure !== "load")
        .map((figure) => [figure, line[figure] / ours[figure]]),
    );
  }
  return figures;
}
