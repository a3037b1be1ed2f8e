// Puts the engine that emscripten made (cmake --preset web) beside the sources that import it.
import { copyFile, mkdir, writeFile } from "node:fs/promises";

const built = new URL(
  process.env.WEDSYNC_ENGINE ?? "../../../build/web/web/engine/",
  import.meta.url,
);
const generated = new URL("../generated/", import.meta.url);
await mkdir(generated, { recursive: true });
for (const name of ["wedsync.mjs", "wedsync.wasm"]) {
  await copyFile(new URL(name, built), new URL(name, generated)).catch((error) => {
    console.error(`${error.message}\nBuild it first: cmake --workflow --preset web`);
    process.exit(1);
  });
}
// Where it is not there the sources compile all the same: src/worker/generated.d.ts.
await writeFile(
  new URL("wedsync.d.mts", generated),
  'export { default } from "../../engine/wedsync.mjs";\n',
);
