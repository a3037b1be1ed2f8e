// What the tests of the module share. WEDSYNC_BINARY_DIR is the build folder of the preset `web`.
import { readFileSync } from "node:fs";
import { webcrypto } from "node:crypto";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { bind } from "../binding.mjs";

globalThis.crypto ??= webcrypto;

const folder = resolve(process.env.WEDSYNC_BINARY_DIR ?? "build/web", "web/engine");
const { default: createWedsync } = await import(pathToFileURL(resolve(folder, "wedsync.mjs")));
const wasmBinary = readFileSync(resolve(folder, "wedsync.wasm"));

/** A new instance of the module on these files. */
export async function load(files) {
  const module = await createWedsync({ files, wasmBinary, printErr: () => {} });
  return Object.assign(bind(module), { module });
}

export const schema = {
  name: "test",
  version: 1,
  collections: [
    {
      number: 1,
      name: "guests",
      title: "name",
      fields: [
        { number: 1, name: "name", searchable: true },
        { number: 2, name: "table", type: "integer" },
        { number: 3, name: "tags", kind: "set" },
        { number: 4, name: "glasses", kind: "counter" },
        { number: 5, name: "partner", kind: "reference", target: "guests" },
      ],
    },
  ],
  rules: [
    {
      number: 1,
      name: "names",
      kind: "unique",
      collection: "guests",
      fields: ["name"],
      normalised: true,
      repair: { rename: "name" },
    },
  ],
};

export function options(path = "day", more = {}) {
  const author = { person: "Alice", device: "tablet", role: "staff" };
  return JSON.stringify({ path, schema, author, ...more });
}

let clock = 0;
export function now() {
  clock += 1;
  return { monotonic: clock, wall: 1_700_000_000_000 + clock };
}

/** Commits edits in scope 7 and gives the answer. */
export function commit(replica, edits, more = {}) {
  return JSON.parse(replica.commit(now(), JSON.stringify({ scope: 7, edits, ...more })));
}
export function addGuest(replica, name) {
  const edits = [
    { edit: "create", collection: "guests" },
    { edit: "set", record: 0, field: "name", value: name },
  ];
  return commit(replica, edits).created[0];
}
export function rename(replica, record, name) {
  return commit(replica, [{ edit: "set", record, field: "name", value: name }]);
}
export function nameOf(replica, record) {
  return JSON.parse(replica.get(7, record)).fields.name.value;
}

/** Whole numbers below `end`, the same ones for the same seed. */
export function random(seed) {
  let state = BigInt(seed);
  return (end) => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return Number((state >> 33n) % BigInt(end));
  };
}
