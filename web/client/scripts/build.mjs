// Makes web/client/dist/package: the package as it is published, one file each for the page, its worker and
// a service worker, the types, and the engine.
import { execFileSync } from "node:child_process";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import "./engine.mjs";

const root = new URL("../", import.meta.url);
const at = (path) => fileURLToPath(new URL(path, root));

/** Addresses that a bundler finds in the sources, as they are in the package. */
const kAddresses = {
  "./worker/worker.ts": "./worker.js",
  "../../generated/wedsync.wasm": "./wedsync.wasm",
};

async function bundle(input, output, addresses) {
  const build = await rolldown({
    input: at(input),
    external: ["@preact/signals-core"],
    platform: "browser",
  });
  const { output: chunks } = await build.generate({
    format: "esm",
    minify: { compress: true, mangle: true, codegen: false },
  });
  if (chunks.length !== 1) throw new Error(`${input} came out as ${chunks.length} files`);
  let { code } = chunks[0];
  for (const address of addresses) {
    if (!code.includes(`"${address}"`)) throw new Error(`${output} does not name ${address}`);
    code = code.replaceAll(`"${address}"`, `"${kAddresses[address]}"`);
  }
  await writeFile(at(`dist/package/${output}`), code);
}

await rm(at("dist/package"), { recursive: true, force: true });
await mkdir(at("dist/package"), { recursive: true });
await bundle("src/index.ts", "index.js", ["./worker/worker.ts"]);
await bundle("src/worker/worker.ts", "worker.js", ["../../generated/wedsync.wasm"]);
await bundle("src/background.ts", "background.js", []);
/** The sources whose types the package shows: what index.ts and background.ts lead to. */
const kTypeFiles = [
  ...["index", "background", "api", "modules", "open", "options", "values"],
  ...["decisions", "error", "history", "pictures", "presence", "status"],
];

/** The types that the package shows, and nothing of what is behind them. */
async function types() {
  const whole = at("dist/package_types");
  const tsc = at("../node_modules/typescript/bin/tsc");
  execFileSync(process.execPath, [tsc, "-p", at("tsconfig.package.json"), "--outDir", whole], {
    stdio: "inherit",
  });
  await mkdir(at("dist/package/types"), { recursive: true });
  for (const name of kTypeFiles) {
    const text = await readFile(`${whole}/${name}.d.ts`, "utf8");
    await writeFile(
      at(`dist/package/types/${name}.d.ts`),
      text.replace(/(from "\.\/\w+)\.ts"/g, '$1.js"'),
    );
  }
  await rm(whole, { recursive: true });
}

await types();
await copyFile(at("generated/wedsync.wasm"), at("dist/package/wedsync.wasm"));
await copyFile(at("README.md"), at("dist/package/README.md"));

const { name, version, description, license, dependencies } = JSON.parse(
  await readFile(at("package.json"), "utf8"),
);
const entry = (file, types) => ({ types: `./types/${types}.d.ts`, default: `./${file}.js` });
const published = {
  name,
  version,
  description,
  license,
  type: "module",
  sideEffects: ["./worker.js"],
  exports: {
    ".": entry("index", "index"),
    "./background": entry("background", "background"),
    "./worker": "./worker.js",
    "./wedsync.wasm": "./wedsync.wasm",
  },
  dependencies,
};
await writeFile(at("dist/package/package.json"), `${JSON.stringify(published, null, 2)}\n`);
