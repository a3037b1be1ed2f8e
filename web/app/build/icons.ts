import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Plugin } from "vite";
import { iconNames } from "../src/parts/icon_names.ts";

const folder = join(
  dirname(createRequire(import.meta.url).resolve("lucide-static/package.json")),
  "icons",
);

/** One icon of Lucide as a symbol of the sprite. */
function symbolOf(name: string): string {
  const svg = readFileSync(join(folder, `${name}.svg`), "utf8");
  const inside = /<svg[^>]*>([\s\S]*)<\/svg>/.exec(svg)?.[1] ?? "";
  return `<symbol id="i-${name}" viewBox="0 0 24 24">${inside.replace(/\s+/g, " ").replace(/> </g, "><").trim()}</symbol>`;
}

/** Puts the icons the app names into index.html, so that they are there with the first paint and cost no script. */
export function icons(): Plugin {
  return {
    name: "wedsync-icons",
    transformIndexHtml(html) {
      const sprite = `<svg class="sprite" aria-hidden="true">${iconNames.map(symbolOf).join("")}</svg>`;
      return html.replace("</body>", () => `${sprite}</body>`);
    },
  };
}
