import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { kBudgetsKb, overBudget, sizesOf } from "./sizes.mjs";

let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "wedsync-sizes-"));
  write(
    "index.html",
    '<link rel="stylesheet" href="/assets/a.css"><script type="module" src="/assets/a.js"></script>',
  );
  write("assets/a.js", 'import"./b.js";import("./later.js");');
  write("assets/b.js", 'import{c as d}from"../c.js";export*from"./b2.js";d();');
  write("assets/b2.js", "export const two = 2;");
  write("c.js", "export const c = () => \"import './no.js'\";");
  write("assets/a.css", "a{color:red}");
  write("assets/later.css", "b{color:red}");
  write("assets/later.js", "console.log(1)");
  write("assets/engine.wasm", "0123456789");
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (path, content) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
  return gzipSync(content, { level: 9 }).length;
};

test("the first load is what index.html names and all that it imports, and no more", () => {
  const before = sizesOf(folder).js_gzip_kb;
  write("assets/later.js", randomBytes(2_000).toString("hex"));
  write("assets/later.css", randomBytes(2_000).toString("hex"));
  expect(sizesOf(folder).js_gzip_kb).toBe(before);
  const small = write("assets/b2.js", "export const two = 2;");
  const large = write(
    "assets/b2.js",
    `export const two = "${randomBytes(2_000).toString("hex")}";`,
  );
  expect(sizesOf(folder).js_gzip_kb - before).toBeCloseTo((large - small) / 1_000, 9);
});

test("what the page asks to load early counts once", () => {
  const before = sizesOf(folder);
  write(
    "index.html",
    '<link rel="modulepreload" href="/assets/b.js"><link rel="stylesheet" href="./assets/a.css"><script type="module" src="/assets/a.js"></script>',
  );
  expect(sizesOf(folder)).toEqual(before);
});

test("a byte more than the budget is over it", () => {
  expect(overBudget(kBudgetsKb)).toEqual([]);
  for (const name of Object.keys(kBudgetsKb)) {
    expect(overBudget({ ...kBudgetsKb, [name]: kBudgetsKb[name] + 0.001 })).toEqual([name]);
  }
});

test("a folder without the engine has no size to be proud of", () => {
  rmSync(join(folder, "assets/engine.wasm"));
  expect(() => sizesOf(folder)).toThrow("no engine");
});
