// One generated history, made by the module once and kept in tests/vectors/history-1.json: the
// module and the native engine (tests/vectors/history_test.cpp) come to the same answers and to the
// same bytes in the file. WEDSYNC_UPDATE_GOLDEN=1 writes it anew.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import test from "node:test";

import { MemoryFiles } from "../memory_files.mjs";
import { load, options, random } from "./support.mjs";

const path = new URL("../../../tests/vectors/history-1.json", import.meta.url);
const kCopies = 3;
const kSteps = 700;
const kSeed = 20261128;

/** The numbers that the engine draws: eight bytes each, the same ones natively. */
function drawFrom(seed) {
  let state = BigInt(seed);
  const getRandomValues = (bytes) => {
    bytes.fill(0);
    if (bytes.length !== 8) return bytes; // SQLite's own: nothing that is kept depends on them.
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    new DataView(bytes.buffer, bytes.byteOffset).setBigUint64(0, state, true);
    return bytes;
  };
  Object.defineProperty(globalThis, "crypto", { value: { getRandomValues }, configurable: true });
}

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** Does the steps on three copies of one store. */
class Player {
  ms = 0;
  replicas = [];

  static async start() {
    drawFrom(kSeed);
    const player = new Player();
    player.files = new MemoryFiles();
    player.engine = await load(player.files);
    const first = player.engine.open(options("copy0"));
    first.addScope(player.now(), 7, "The wedding");
    player.replicas.push(first);
    return player;
  }
  now() {
    this.ms += 1000;
    return { monotonic: this.ms, wall: 1_700_000_000_000 + this.ms };
  }
  do([what, at, input]) {
    const replica = this.replicas[at];
    if (what === "commit") return replica.commit(this.now(), JSON.stringify(input));
    if (what === "decide") return replica.decide(this.now(), JSON.stringify(input));
    if (what === "undo") return replica.undoLast(this.now(), 7);
    if (what === "redo") return replica.redoLast(this.now(), 7);
    if (what === "hand") return replica.adopt(this.now(), this.replicas[input].pendingExport(null));
    assert.equal(what, "copy");
    replica.checkpoint();
    this.files.put(`copy${input}`, this.files.bytesOf(`copy${at}`));
    this.replicas.push(this.engine.open(options(`copy${input}`)));
    return "";
  }
  states() {
    return this.replicas.map((replica, at) => {
      const all = JSON.stringify({ scope: 7, collection: "guests", limit: 100_000 });
      const answers =
        replica.query(all) + replica.conflicts(7) + replica.outbox(7) + replica.verify(7);
      replica.checkpoint();
      return { answers: sha256(answers), file: sha256(this.files.bytesOf(`copy${at}`)) };
    });
  }
}

/** A step at random. What it refers to is there on the copy, or was. */
function someStep(draw, player, guests) {
  const at = draw(player.replicas.length);
  const kind = draw(20);
  if (kind === 0) return ["undo", at];
  if (kind === 1) return ["redo", at];
  if (kind <= 3) return ["hand", at, (at + 1 + draw(2)) % player.replicas.length];
  if (kind <= 5) {
    const open = JSON.parse(player.replicas[at].conflicts(7));
    if (open.length === 0) return null;
    const { record, field, siblings } = open[draw(open.length)];
    const choice = field === null ? ["keep", "delete"][draw(2)] : { take: siblings[draw(siblings.length)].dot };
    return ["decide", at, { scope: 7, record, field, choice }];
  }
  const record = guests[draw(guests.length || 1)];
  const edits = [];
  if (kind === 6 || guests.length < 4) {
    // Kept few: they are to be edited by several.
    edits.push({ edit: "create", collection: "guests" });
    edits.push({ edit: "set", record: 0, field: "name", value: `Gäste ${draw(1000)} 🌸` });
    if (record) edits.push({ edit: "set", record: 0, field: "partner", value: { record } });
  } else if (kind === 9) {
    edits.push({ edit: "delete", record });
  } else {
    if (draw(2)) edits.push({ edit: "set", record, field: "table", value: draw(30) });
    if (draw(2)) edits.push({ edit: "increment", record, field: "glasses", by: 1 + draw(5) });
    if (draw(2)) edits.push({ edit: "add", record, field: "tags", element: `tag${draw(8)}` });
    if (draw(4) === 0) edits.push({ edit: "remove", record, field: "tags", element: `tag${draw(8)}` });
    if (edits.length === 0) edits.push({ edit: "set", record, field: "name", value: `N${draw(99)}` });
  }
  return ["commit", at, { scope: 7, edits, key: draw(3) ? undefined : `key-${draw(300)}` }];
}

async function makeHistory() {
  const player = await Player.start();
  const draw = random(kSeed + 1);
  const steps = [];
  const guests = [];
  while (steps.length < kSteps) {
    let step = someStep(draw, player, guests);
    const copies = player.replicas.length;
    if (copies < kCopies && steps.length === 20 * copies) step = ["copy", 0, copies];
    if (step === null) continue;
    try {
      const answer = player.do(step);
      if (step[0] === "commit") guests.push(...JSON.parse(answer).created);
    } catch (error) {
      if (error.name !== "WedsyncError") throw error;
    }
    steps.push(step);
  }
  const lines = steps.map((step) => JSON.stringify(step)).join(",\n");
  const states = JSON.stringify(player.states());
  return `{"version":1,"seed":${kSeed},"steps":[\n${lines}\n],\n"states":${states}}\n`;
}

test("a generated history comes to the same answers and the same bytes as natively", async () => {
  if (process.env.WEDSYNC_UPDATE_GOLDEN) writeFileSync(path, await makeHistory());
  const golden = JSON.parse(readFileSync(path, "utf8"));
  const player = await Player.start();
  let failed = 0;
  for (const step of golden.steps) {
    try {
      player.do(step);
    } catch (error) {
      if (error.name !== "WedsyncError") throw error;
      ++failed;
    }
  }
  assert.ok(failed < golden.steps.length / 3, `${failed} steps that do nothing show little`);
  assert.deepEqual(player.states(), golden.states);
});
