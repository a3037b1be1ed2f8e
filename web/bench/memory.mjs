// How much memory a page's process holds, its workers and WebAssembly included. Linux only.
import { readdirSync, readFileSync } from "node:fs";

/** Of the largest page process of the browser on this profile: bytes that no other process shares. */
export function pageBytes(profile) {
  const processes = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(read);
  const isOurs = ({ command }) => command.includes(`--user-data-dir=${profile}`);
  const family = new Set(processes.filter(isOurs).map(({ id }) => id));
  // Parents have lower numbers, but where numbers began anew: go on until nobody is added.
  for (let size = 0; size !== family.size; ) {
    size = family.size;
    for (const { id, parent } of processes) if (family.has(parent)) family.add(id);
  }
  const pages = processes.filter(
    ({ id, command }) => family.has(id) && command.includes("--type=renderer"),
  );
  if (pages.length === 0) throw new Error("the browser has no page process");
  return Math.max(...pages.map(privateBytes));
}

function read(id) {
  const command = text(id, "cmdline").replaceAll("\0", " ");
  const parent = /^PPid:\s*(\d+)/m.exec(text(id, "status"))?.[1] ?? "";
  return { id, parent, command };
}

function privateBytes({ id }) {
  const lines = text(id, "smaps_rollup").matchAll(/^Private_\w+:\s*(\d+) kB$/gm);
  return Array.from(lines, ([, kilobytes]) => Number(kilobytes) * 1_024).reduce((a, b) => a + b, 0);
}

/** Empty where the process has ended meanwhile. */
function text(id, file) {
  try {
    return readFileSync(`/proc/${id}/${file}`, "utf8");
  } catch {
    return "";
  }
}
