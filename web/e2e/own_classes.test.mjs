import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const folder = join(import.meta.dirname, "../app/src/screens");

/** The classes with which the rules of a style sheet begin. */
function firstClasses(css) {
  const rules = css.replaceAll(/\/\*.*?\*\//gs, "").replaceAll(/@media[^{]*\{/g, "");
  const selectors = Array.from(rules.matchAll(/([^{}]+)\{/g), ([, each]) => each);
  const each = selectors.flatMap((selector) => selector.split(","));
  return new Set(each.flatMap((text) => /^\s*\.([\w-]+)/.exec(text)?.[1] ?? []));
}

// The sheets of screens that were visited stay: what two of them say of one class would depend on
// the order of the visits.
test("no two screens have rules for the same class", () => {
  const owners = new Map();
  const shared = [];
  for (const path of readdirSync(folder, { recursive: true })) {
    if (!path.endsWith(".css")) continue;
    const [screen] = path.split("/");
    for (const name of firstClasses(readFileSync(join(folder, path), "utf8"))) {
      const owner = owners.get(name) ?? screen;
      if (owner !== screen) shared.push(`.${name}: ${owner}, ${screen}`);
      owners.set(name, owner);
    }
  }
  expect(owners.size).toBeGreaterThan(100);
  expect(shared).toEqual([]);
});
