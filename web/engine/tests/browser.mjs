// A real browser: 1,000 durable edits through OPFS in a worker that is killed, and all of them there
// afterwards. Not among the tests of ctest, because it wants a Chromium:
//
//   node web/engine/tests/browser.mjs [/usr/bin/chromium]
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, normalize, resolve } from "node:path";

const kSecondsMax = 180;
const chromium = process.argv[2] ?? "/usr/bin/chromium";
const built = resolve(process.env.WEDSYNC_BINARY_DIR ?? "build/web", "web/engine");
const source = resolve(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "..");
const types = { ".mjs": "text/javascript", ".wasm": "application/wasm", ".html": "text/html" };
const csp = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'";

function serve(done) {
  return createServer((request, response) => {
    if (request.method === "POST") {
      let body = "";
      request.on("data", (part) => (body += part));
      request.on("end", () => (response.end(), done(JSON.parse(body))));
      return;
    }
    const path = normalize(new URL(request.url, "http://x").pathname);
    const type = { "content-type": types[extname(path)] ?? "text/html", "content-security-policy": csp };
    try {
      const page = '<!doctype html><script type="module" src="/tests/browser/page.mjs"></script>';
      const folder = path.startsWith("/tests/") ? source : built;
      response.writeHead(200, type).end(path === "/" ? page : readFileSync(join(folder, path)));
    } catch {
      response.writeHead(404).end();
    }
  });
}

const profile = mkdtempSync(join(tmpdir(), "wedsync-browser-"));
let browser;
try {
  const result = await new Promise((done, fail) => {
    const server = serve(done).listen(0, "127.0.0.1", () => {
      const address = `http://127.0.0.1:${server.address().port}/`;
      browser = spawn(
        chromium,
        ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", `--user-data-dir=${profile}`, address],
        { stdio: "ignore" },
      );
      browser.on("error", fail);
    });
    server.unref();
    setTimeout(() => fail(new Error("the page did not answer")), kSecondsMax * 1000).unref();
  });
  console.log(JSON.stringify(result));
  assert.equal(result.committed.error, undefined);
  assert.deepEqual(
    { name: result.found.name, waiting: result.found.waiting, ok: result.found.ok },
    { name: `name ${result.count - 1}`, waiting: result.count + 1, ok: true },
  );
  console.log(`${result.committed.median_ms.toFixed(2)} ms a write (median), ${result.committed.p99_ms.toFixed(2)} ms (p99)`);
} finally {
  browser?.kill();
  rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
}
process.exit(0);
