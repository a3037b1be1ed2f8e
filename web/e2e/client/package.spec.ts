import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { Site } from "./support/site.ts";
import { Tablet } from "./support/tablet.ts";

const web = fileURLToPath(new URL("../../", import.meta.url));
const run = (folder: string, program: string, ...words: string[]) =>
  execFileSync(program, words, {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });

/** A blank project that has the package as it is published, and the example of its README. */
function blankProject(folder: string): void {
  const [packed] = JSON.parse(
    run(join(web, "client/dist/package"), "npm", "pack", "--json", "--pack-destination", folder),
  );
  const modules = join(folder, "node_modules");
  mkdirSync(join(modules, "@wedsync"), { recursive: true });
  run(folder, "tar", "-xzf", packed.filename);
  cpSync(join(folder, "package"), join(modules, "@wedsync/client"), { recursive: true });
  symlinkSync(join(web, "node_modules/@preact"), join(modules, "@preact"));
  const readme = readFileSync(join(modules, "@wedsync/client/README.md"), "utf8");
  const example = /```js\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  expect(
    example.split("\n").filter((line) => line && !line.startsWith("import")).length,
  ).toBeLessThan(12);
  writeFileSync(join(folder, "main.js"), `${example}window.client = client;\n`);
  writeFileSync(
    join(folder, "index.html"),
    '<!doctype html><script type="module" src="/main.js"></script>',
  );
  writeFileSync(join(folder, "package.json"), '{"type": "module"}');
}

test("the packed package builds in a blank Vite project, and its README's example runs", async () => {
  const folder = mkdtempSync(join(tmpdir(), "wedsync-package-"));
  blankProject(folder);
  run(
    folder,
    process.execPath,
    join(web, "node_modules/vite/bin/vite.js"),
    "build",
    "--logLevel",
    "warn",
  );
  const site = await Site.start(() => null, join(folder, "dist"));
  const tablet = await Tablet.start();
  const page = await tablet.context.newPage();
  await page.goto(site.url);
  await expect.poll(() => page.title()).toBe("Order the cake");
  expect(await page.evaluate(() => window.client.status.value.store.kind)).toBe("files");
  await tablet.stop();
  await site.stop();
  rmSync(folder, { recursive: true });
});

test("the package's types are whole: a strict project compiles against them", () => {
  const folder = mkdtempSync(join(tmpdir(), "wedsync-types-"));
  blankProject(folder);
  writeFileSync(
    join(folder, "uses.ts"),
    `import { openClient, type Row } from "@wedsync/client";
     import { sendWaiting } from "@wedsync/client/background";
     const client = openClient({ store: "s", schema: {} });
     export const rows: readonly Row[] = client.live({ collection: "notes" }).rows.value;
     export const sent: Promise<string> = sendWaiting({ store: "s", schema: {}, wasm: "/w" });
     // @ts-expect-error a store has a name
     openClient({ schema: {} });
    `,
  );
  const options = {
    strict: true,
    noEmit: true,
    module: "esnext",
    moduleResolution: "bundler",
    target: "es2023",
    types: [],
  };
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions: options, files: ["uses.ts"] }),
  );
  run(folder, process.execPath, join(web, "node_modules/typescript/bin/tsc"), "-p", ".");
  rmSync(folder, { recursive: true });
});
