// What a first visit loads, in kB (1,000 bytes) as it goes over the wire, beside what it may be.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

export const budgets = { js_gzip_kb: 45, css_gzip_kb: 12, wasm_brotli_kb: 900 };

const kilobytes = (bytes) => Math.round(bytes / 10) / 100;
const gzipped = (file) => gzipSync(readFileSync(file), { level: 9 }).length;

/** A script and everything that it imports by a static import, whatever imports it. */
function scriptsFrom(file, found = new Set()) {
  if (found.has(file)) return found;
  found.add(file);
  const source = readFileSync(file, "utf8");
  for (const [, name] of source.matchAll(/(?:\bfrom|\bimport)\s*["'](\.[^"']+\.js)["']/g)) {
    scriptsFrom(resolve(dirname(file), name), found);
  }
  return found;
}

/** Of a built app: the scripts and styles that index.html needs, and the engine. */
export function sizes(folder) {
  const page = readFileSync(join(folder, "index.html"), "utf8");
  const named = (pattern) => [...page.matchAll(pattern)].map(([, name]) => join(folder, name));
  const scripts = new Set();
  for (const file of named(/<script[^>]+src="([^"]+)"/g)) scriptsFrom(file, scripts);
  const styles = named(/<link[^>]+href="([^"]+\.css)"/g);
  const engine = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".wasm"));
  const total = (files, size) => kilobytes([...files].reduce((sum, file) => sum + size(file), 0));
  const brotli = (name) =>
    brotliCompressSync(readFileSync(join(folder, name)), {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11 },
    }).length;
  return {
    js_gzip_kb: total(scripts, gzipped),
    css_gzip_kb: total(styles, gzipped),
    wasm_brotli_kb: total(engine, brotli),
  };
}

/** The names of those that are over their budget. */
export const overBudget = (measured) =>
  Object.keys(budgets).filter((name) => measured[name] > budgets[name]);
