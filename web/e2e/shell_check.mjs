// Checks the frame in a real build over made-up data, served with the hub's strict policy:
//   node e2e/shell_check.mjs
// Offline start and deep link, the prompt before an update, no reload by itself, no request elsewhere.
import assert from "node:assert/strict";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { build } from "vite";

const app = join(dirname(fileURLToPath(import.meta.url)), "../app");
const folder = join(app, "dist");
const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".webmanifest": "application/manifest+json",
};
/** The hub's own, as hub/service/web_app.cpp sends it. */
const policy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

await build({ root: app, mode: "fake", logLevel: "error" });

const server = createServer((request, response) => {
  const path = normalize(new URL(request.url, "http://x").pathname);
  let file = join(folder, path === "/" ? "index.html" : path);
  try {
    if (!statSync(file).isFile()) throw new Error();
  } catch {
    file = join(folder, "index.html");
  }
  response.writeHead(200, {
    "content-type": types[extname(file)] ?? "application/octet-stream",
    "content-security-policy": policy,
    "cache-control": "no-cache",
  });
  response.end(readFileSync(file));
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const origin = `http://127.0.0.1:${server.address().port}`;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
const context = await browser.newContext({
  locale: "en-GB",
  viewport: { width: 1180, height: 820 },
});
const page = await context.newPage();
const elsewhere = [];
const complaints = [];
context.on("request", (request) => {
  const url = request.url();
  if (!url.startsWith(origin) && !url.startsWith("blob:")) elsewhere.push(url);
});
page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
page.on("pageerror", (error) => complaints.push(String(error)));

await page.goto(origin);
await page.locator("main h1").waitFor();
await page.evaluate(() => navigator.serviceWorker.ready);
await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
console.log("the service worker is in charge");

const served = server.listening;
assert.ok(served);
await new Promise((resolve) => {
  server.close(resolve);
  server.closeAllConnections();
});
await page.reload();
await page.locator("main h1").waitFor();
console.log("starts with the hub gone");
await page.goto(`${origin}/e/4001/guests`);
await page.locator(".guest-list li").first().waitFor();
console.log("a deep link opens with the hub gone");

const cdp = await context.newCDPSession(page);
await cdp.send("Emulation.setCPUThrottlingRate", { rate: 4 });
const times = [];
for (let round = 0; round < 5; round++) {
  await page.goto(origin);
  await page.locator(".lane").first().waitFor();
  const [paint, list] = await page.evaluate(() => [
    performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
    performance.now(),
  ]);
  times.push([Math.round(paint), Math.round(list)]);
}
console.log("first paint and list at 4x, ms:", times.map((each) => each.join("/")).join(" "));

await page.goto(`${origin}/e/4001/guests?guests=1500`);
await page.locator(".guest-list li").first().waitFor();
const keys = await page.evaluate(async () => {
  const input = document.querySelector(".finder input");
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
  const spent = [];
  for (const text of [
    "l",
    "li",
    "lin",
    "lind",
    "lindq",
    "lindqi",
    "lindqis",
    "lindqist",
    "ro",
    "ross",
  ]) {
    const begin = performance.now();
    set.call(input, text);
    input.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    spent.push(Math.round(performance.now() - begin));
  }
  return spent;
});
console.log("keystroke to result over 1,500 guests at 4x, ms:", keys.join(" "));
await cdp.send("Emulation.setCPUThrottlingRate", { rate: 1 });

await new Promise((resolve) => server.listen(Number(new URL(origin).port), "127.0.0.1", resolve));
await page.goto(origin);
await page.locator("main h1").waitFor();
await page.evaluate(() => {
  window.isSamePage = true;
});
const worker = join(folder, "sw.js");
writeFileSync(worker, `${readFileSync(worker, "utf8")}\n// another version`);
await page.evaluate(() =>
  navigator.serviceWorker.getRegistration().then((found) => found.update()),
);
const take = page.locator(".notice .btn").first();
await take.waitFor();
await page.waitForTimeout(1500);
assert.equal(await page.evaluate(() => window.isSamePage), true);
console.log("an update is offered and not taken by itself");
await Promise.all([page.waitForEvent("load"), take.click()]);
await page.locator("main h1").waitFor();
assert.equal(await page.evaluate(() => window.isSamePage), undefined);
console.log("it is taken when asked for");

assert.deepEqual(elsewhere, []);
const real = complaints.filter(
  (text) => !/ERR_CONNECTION|Failed to fetch|Failed to update/.test(text),
);
assert.deepEqual(real, []);
console.log("no request elsewhere, no complaint of the browser");
await browser.close();
server.close();
process.exit(0);
