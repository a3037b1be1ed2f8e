// node sizes.mjs FOLDER: what a first visit to a built app loads, in thousands of bytes as sent, as
// JSON: the scripts and style sheets that index.html names with all that they import (what is
// imported later, by import(), is not in it), and the engine. Ends with 1 when one is over its
// budget, with 2 when there is nothing to measure.
import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { pathToFileURL } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { parseAst } from "vite";

export const kBudgetsKb = { js_gzip_kb: 45, css_gzip_kb: 12, wasm_brotli_kb: 900 };

/** @returns {{js_gzip_kb: number, css_gzip_kb: number, wasm_brotli_kb: number}} Exact to the byte. */
export function sizesOf(folder) {
  const html = readFileSync(join(folder, "index.html"), "utf8");
  const named = (tag, name) =>
    Array.from(html.matchAll(tag), ([text]) => attribute(text, name)).filter(
      (path) => path !== null,
    );
  const links = Array.from(html.matchAll(/<link\b[^>]*>/g), ([text]) => text);
  const linked = (kind) =>
    links.filter((text) => attribute(text, "rel") === kind).map((text) => attribute(text, "href"));
  const scripts = closure(folder, [
    ...named(/<script\b[^>]*>/g, "src"),
    ...linked("modulepreload"),
  ]);
  const engines = readdirSync(folder, { recursive: true }).filter((path) => path.endsWith(".wasm"));
  if (scripts.size === 0) throw new Error(`${folder}/index.html names no script`);
  if (engines.length === 0) throw new Error(`there is no engine (.wasm) in ${folder}`);
  const sum = (paths, pack) =>
    [...new Set(paths)].reduce(
      (bytes, path) => bytes + pack(readFileSync(join(folder, path))).length,
      0,
    ) / 1_000;
  const gzip = (bytes) => gzipSync(bytes, { level: 9 });
  return {
    js_gzip_kb: sum(scripts, gzip),
    css_gzip_kb: sum(linked("stylesheet").map(inFolder), gzip),
    wasm_brotli_kb: sum(engines, brotliCompressSync),
  };
}

/** The names of what is over its budget. */
export const overBudget = (sizes) =>
  Object.keys(kBudgetsKb).filter((name) => sizes[name] > kBudgetsKb[name]);

/** The modules of these addresses, with all that they import statically. */
function closure(folder, addresses) {
  const found = new Set(addresses.map(inFolder));
  for (const path of found) {
    for (const { source } of parseAst(readFileSync(join(folder, path), "utf8")).body) {
      if (source) found.add(posix.join(posix.dirname(path), source.value));
    }
  }
  return found;
}

const inFolder = (address) => address.replace(/^\.?\//, "");
const attribute = (tag, name) => new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? null;

function main(folder) {
  if (!folder) throw new Error("say the folder of the built app");
  const sizes = sizesOf(folder);
  console.log(JSON.stringify(sizes));
  const over = overBudget(sizes);
  for (const name of over)
    console.error(`sizes: ${name} is ${sizes[name]}, over ${kBudgetsKb[name]}`);
  process.exitCode = over.length > 0 ? 1 : 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  try {
    main(process.argv[2]);
  } catch (error) {
    console.error(`sizes: ${error.message}`);
    process.exitCode = 2;
  }
}
