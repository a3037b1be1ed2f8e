import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { builtApp, type Hub } from "./hub.ts";

type Texts = Readonly<Record<string, Readonly<Record<string, string | Record<string, string>>>>>;

/** Replaces a file of a built app, with what was packed of it. */
export function replace(app: string, file: string, text: string): void {
  for (const packed of [".br", ".gz"]) rmSync(join(app, file + packed), { force: true });
  writeFileSync(join(app, file), text);
}

/** A copy of the built app, in the hub's folder, to be altered. */
export function copyOfApp(hub: Hub): string {
  const app = join(hub.folder, "app");
  cpSync(builtApp, app, { recursive: true });
  return app;
}

/** Puts each German text of the app between marks: what is not between marks is in no catalogue. */
export async function markGerman(app: string): Promise<void> {
  const file = readdirSync(join(app, "assets")).find((name) => /^de-.*\.js$/.test(name));
  if (!file) throw new Error("the built app has no German texts");
  const code = readFileSync(join(app, "assets", file)).toString("base64");
  const { texts }: { texts: Texts } = await import(`data:text/javascript;base64,${code}`);
  const marked = JSON.stringify(texts, (_, value) =>
    typeof value === "string" ? `\u27e6${value}\u27e7` : value,
  );
  replace(app, join("assets", file), `export const texts = ${marked};\n`);
}

/** Makes the copy what a later build would be: another version, and scripts of other names. */
export function setVersion(app: string, version: string): void {
  const assets = readdirSync(join(app, "assets"));
  const renamed = assets
    .filter((name) => name.endsWith(".js"))
    .map((name) => [name, name.replace(/.\.js$/, (end) => (end[0] === "9" ? "8.js" : "9.js"))]);
  const rewritten = (text: string) =>
    renamed.reduce((all, [before = "", after = ""]) => all.replaceAll(before, after), text);
  for (const file of ["index.html", "sw.js", ...renamed.map(([before]) => `assets/${before}`)]) {
    const text = rewritten(readFileSync(join(app, file), "utf8"));
    const now = file.startsWith("assets/version-")
      ? text.replace(/\d+\.\d+\.\d+/, version)
      : text.replaceAll(/"revision":"[0-9a-f]*"/g, `"revision":"${version}"`);
    rmSync(join(app, file));
    replace(app, rewritten(file), now);
  }
}
