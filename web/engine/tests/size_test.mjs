// What a browser has to load of the engine.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import test from "node:test";
import { brotliCompressSync, constants } from "node:zlib";

const kWasmBrotliBytesMax = 900_000;

test("wedsync.wasm is at most 900 kB with brotli -q 11", (t) => {
  const file = resolve(process.env.WEDSYNC_BINARY_DIR ?? "build/web", "web/engine/wedsync.wasm");
  const bytes = readFileSync(file);
  const size = brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: 24,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  }).length;
  t.diagnostic(`${bytes.length} bytes, ${size} with brotli`);
  assert.ok(size <= kWasmBrotliBytesMax, `${size} bytes`);
});
