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
