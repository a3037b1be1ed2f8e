import { type Guest, makeEdits, makeGuests } from "../guests.mjs";
import type { Contender, Durability } from "./contender.ts";
import { demand } from "./durability.ts";

declare global {
  interface Window {
    /** What run.mjs waits for. */
    outcome?: Outcome | { readonly error: string };
  }
}
type Outcome = Record<string, number | readonly Guest[]>;

const kSeedBatch = 1_000;

/** Does what the address asks for with this contender, and leaves the outcome in the window. */
export async function run(contender: Contender): Promise<void> {
  const asked = new URL(location.href).searchParams;
  const task = tasks[asked.get("task") ?? ""];
  if (!task) return;
  const durability = asked.get("durability") === "relaxed" ? "relaxed" : "strict";
  demand(durability);
  try {
    window.outcome = await task(contender, durability, (name) => asked.get(name) ?? "");
  } catch (error) {
    window.outcome = {
      error: error instanceof Error ? (error.stack ?? error.message) : `${error}`,
    };
  }
}

type Task = (
  contender: Contender,
  durability: Durability,
  option: (name: string) => string,
) => Promise<Outcome>;

const tasks: Record<string, Task> = {
  async seed(contender, durability, option) {
    await contender.open(durability);
    await seed(contender, Number(option("guests")));
    await contender.settle?.();
    return { storage_bytes: await storageBytes() };
  },

  async write(contender, durability, option) {
    await contender.open(durability);
    const guests = Number(option("guests"));
    await seed(contender, guests);
    const edits = makeEdits(Number(option("writes")), guests);
    const before = await storageBytes();
    const times = new Float64Array(edits.length);
    const begun = performance.now();
    for (const [number, { guest, note }] of edits.entries()) {
      const start = performance.now();
      await contender.write(guest, note);
      times[number] = performance.now() - start;
    }
    const spent = performance.now() - begun;
    times.sort();
    return {
      writes_per_s: (edits.length / spent) * 1_000,
      p50_ms: quantile(times, 0.5),
      p99_ms: quantile(times, 0.99),
      storage_before_bytes: before,
      storage_bytes: await storageBytes(),
    };
  },

  /** From navigation to a painted list; then one letter more, and the whole list. */
  async list(contender, durability, option) {
    await contender.open(durability);
    const opened = performance.now();
    const word = option("word");
    const rows = await contender.list(word);
    await painted(rows);
    const list = performance.now();
    const next = await timed(() => contender.list(option("next")));
    const all = await timed(() => contender.list(""));
    return {
      open_ms: opened,
      list_ms: list,
      next_ms: next.spent,
      all_ms: all.spent,
      rows,
      next_rows: next.rows,
      all_rows: all.rows,
    };
  },
};

async function seed(contender: Contender, count: number): Promise<void> {
  const guests = makeGuests(count);
  for (let at = 0; at < count; at += kSeedBatch) {
    await contender.seed(guests.slice(at, at + kSeedBatch));
  }
}

async function timed(list: () => Promise<readonly Guest[]>) {
  const begun = performance.now();
  const rows = await list();
  await painted(rows);
  return { rows, spent: performance.now() - begun };
}

/** Shows the rows; resolved when the frame with them was painted. */
function painted(rows: readonly Guest[]): Promise<void> {
  const list = document.getElementById("list") as HTMLElement;
  list.replaceChildren(
    ...rows.map(({ name, table, diet, note }) => {
      const row = document.createElement("li");
      for (const text of [name, String(table), diet, note]) {
        row.appendChild(document.createElement("span")).textContent = `${text} `;
      }
      return row;
    }),
  );
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve();
      port2.postMessage(null);
    });
  });
}

const quantile = (sorted: Float64Array, share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

const storageBytes = async () => (await navigator.storage.estimate()).usage ?? 0;
