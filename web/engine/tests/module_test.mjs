// The module under Node, over files in memory.
import assert from "node:assert/strict";
import test from "node:test";

import { ErrorCode, WedsyncError, Action } from "../binding.mjs";
import { MemoryFiles } from "../memory_files.mjs";
import { addGuest, commit, load, nameOf, now, options, random, rename } from "./support.mjs";

async function start() {
  const files = new MemoryFiles();
  const engine = await load(files);
  const replica = engine.open(options());
  replica.addScope(now(), 7, "The wedding");
  return { files, engine, replica };
}

test("what was committed is there in another instance on the same files", async () => {
  const { files, replica } = await start();
  const guest = addGuest(replica, "Grâce 🌸 O\u2019Brien");
  // Not closed: as if the page had been killed.
  const copy = new MemoryFiles();
  for (const name of ["day", "day-wal"]) copy.put(name, files.bytesOf(name) ?? new Uint8Array());
  const again = (await load(copy)).open(options());
  assert.equal(nameOf(again, guest), "Grâce 🌸 O\u2019Brien");
  assert.equal(JSON.parse(again.verify(7)).ok, true);
  assert.deepEqual(JSON.parse(again.search(null, "grace", 5)), [{ scope: 7, record: guest }]);
  assert.deepEqual(JSON.parse(again.search(7, "brien", 5)), [{ scope: 7, record: guest }]);
  assert.deepEqual(JSON.parse(again.search(7, "nobody", 5)), []);
});

test("after a checkpoint the one file is a whole copy", async () => {
  const { files, engine, replica } = await start();
  const guest = addGuest(replica, "Ada");
  replica.checkpoint();
  files.put("copy", files.bytesOf("day"));
  const copy = engine.open(options("copy"));
  assert.equal(nameOf(copy, guest), "Ada");
});

test("two copies hand over to one another", async () => {
  const { files, engine, replica } = await start();
  const guest = addGuest(replica, "Ada");
  replica.checkpoint();
  files.put("copy", files.bytesOf("day"));
  const copy = engine.open(options("copy"));
  const add = (to, by) => commit(to, [{ edit: "increment", record: guest, field: "glasses", by }]);
  add(replica, 1);
  add(copy, 20);
  add(copy, 300);
  assert.deepEqual(JSON.parse(replica.adopt(now(), copy.pendingExport(null))), {
    added: 2, known: 1, refused: 0,
  });
  assert.deepEqual(JSON.parse(copy.adopt(now(), replica.pendingExport(7))), {
    added: 1, known: 3, refused: 0,
  });
  for (const one of [replica, copy]) {
    assert.equal(JSON.parse(one.get(7, guest)).fields.glasses.value, 321);
  }
});

test("errors have a code and words, and change nothing", async () => {
  const { engine, replica } = await start();
  const fails = (code, run) =>
    assert.throws(run, (error) => {
      assert.ok(error instanceof WedsyncError);
      assert.equal(error.code, code);
      assert.ok(error.text.length > 0);
      return true;
    });
  fails(ErrorCode.corrupt, () => engine.open("{"));
  fails(ErrorCode.invalid, () => commit(replica, [{ edit: "create", collection: "ghosts" }]));
  fails(ErrorCode.notFound, () => replica.verify(99));
  fails(ErrorCode.notFound, () => replica.unwatch(5));
  fails(ErrorCode.invalid, () => replica.syncTick(now()));
  assert.deepEqual(JSON.parse(replica.outbox(7)), []);
  replica.close();
  fails(ErrorCode.invalid, () => replica.scopes());
});

test("scopes are 64 bits wide", async () => {
  const { replica } = await start();
  const scope = 2n ** 64n - 1n;
  replica.addScope(now(), scope, "The last one");
  const scopes = JSON.parse(replica.scopes());
  assert.deepEqual(scopes.map((item) => item.scope), [7, "18446744073709551615"]);
  assert.equal(JSON.parse(replica.verify(scope)).ok, true);
});

function patch(rows, answers) {
  for (const { steps, rows: all } of answers) {
    if (all) rows.splice(0, rows.length, ...all);
    for (const step of steps ?? []) {
      if ("added" in step) rows.splice(step.added, 0, step.row);
      if ("removed" in step) rows.splice(step.removed, 1);
      if ("moved" in step) rows.splice(step.to, 0, ...rows.splice(step.moved, 1));
      if ("changed" in step) rows[step.changed] = step.row;
    }
  }
}

test("patched rows equal the fresh query after each of 500 random changes", async () => {
  const { replica } = await start();
  const draw = random(20261128);
  const queries = [
    { collection: "guests", sort: [{ field: "name" }], limit: 5 },
    { collection: "guests", filters: [{ field: "table", is: ">=", value: 3 }] },
    { scope: 7, collection: "guests", equals: { tags: "vegan" }, fields: ["tags", "name"] },
    { collection: "guests", search: "GUEST 1", sort: [{ field: "name", descending: true }], limit: 4 },
  ].map((query) => JSON.stringify(query));
  const watches = queries.map((query) => JSON.parse(replica.watch(query)));
  const guests = [];
  for (let i = 0; i < 500; ++i) {
    const record = guests[draw(guests.length || 1)];
    const kind = guests.length < 5 ? 0 : draw(6);
    const edits = [
      () => [],
      () => [{ edit: "set", record, field: "name", value: `guest ${draw(50)}` }],
      () => [{ edit: "set", record, field: "table", value: draw(6) }],
      () => [{ edit: "add", record, field: "tags", element: ["vegan", "vip"][draw(2)] }],
      () => [{ edit: "remove", record, field: "tags", element: "vegan" }],
      () => [{ edit: "delete", record }],
    ][kind]();
    try {
      if (kind === 0) guests.push(addGuest(replica, `guest ${draw(50)}`));
      else commit(replica, edits);
    } catch (error) {
      if (error.code !== ErrorCode.invalid && error.code !== ErrorCode.notFound) throw error;
    }
    const answers = JSON.parse(replica.watched());
    watches.forEach(({ watch, rows }, at) => {
      patch(rows, answers.filter((answer) => answer.watch === watch));
      const fresh = JSON.parse(replica.watch(queries[at]));
      replica.unwatch(fresh.watch);
      assert.deepEqual(rows, fresh.rows, `query ${at} after change ${i}`);
    });
  }
});

test("the first rows are those of the whole list", async () => {
  const { replica } = await start();
  const draw = random(5);
  for (let i = 0; i < 400; ++i) addGuest(replica, `guest ${draw(150)}`);
  const rows = (query) => JSON.parse(replica.watch(JSON.stringify(query))).rows;
  for (const descending of [false, true]) {
    const query = { collection: "guests", sort: [{ field: "name", descending }] };
    const all = rows(query);
    assert.equal(all.length, 400);
    for (const limit of [1, 7, 50, 199, 400, 1000]) {
      assert.deepEqual(rows({ ...query, limit }), all.slice(0, limit));
      const some = JSON.parse(replica.query(JSON.stringify({ ...query, limit })));
      assert.deepEqual(some.records.map(({ record }) => record), all.slice(0, limit).map(({ record }) => record));
      assert.equal(some.more, limit < 400);
    }
  }
});

test("texts in and out leave nothing behind in the heap", async () => {
  const { engine, replica } = await start();
  const guest = addGuest(replica, "x".repeat(10_000));
  const wrong = JSON.stringify({ scope: 7, edits: [{ edit: "create", collection: "y".repeat(50_000) }] });
  const round = () => {
    for (let i = 0; i < 100; ++i) {
      replica.get(7, guest);
      assert.throws(() => replica.commit(now(), wrong));
      assert.throws(() => engine.open(wrong));
    }
  };
  round();
  const before = engine.module.HEAPU8.length;
  for (let i = 0; i < 10; ++i) round();
  assert.equal(engine.module.HEAPU8.length, before);
});

test("the engine says what to do, and frames go as bytes", async () => {
  const { replica } = await start();
  replica.syncStart(JSON.stringify({ device: "tablet", token: "t", seed: 3, idle_ping_ms: 7500 }));
  assert.deepEqual(replica.syncPoll(now()), { kind: Action.connect });
  replica.syncHint(now(), JSON.stringify({ effective_type: "3g", save_data: true }));
  replica.syncHint(now(), null);
  replica.syncConnected(now());
  const hello = replica.syncPoll(now());
  assert.equal(hello.kind, Action.send);
  assert.equal(hello.frame[0], 1);
  assert.ok(replica.syncTimeout() > 0);
  assert.equal(JSON.parse(replica.syncStatus()).phase, "greeting");
  replica.syncFrame(now(), new Uint8Array([255, 1, 2, 3]));
  const end = replica.syncPoll(now());
  assert.equal(end.kind, Action.disconnect);
  assert.ok(end.reason.length > 0);
  replica.syncStop();
});

test("what breaks the rules is told, followed and mended", async () => {
  const { replica } = await start();
  const { watch, violations } = JSON.parse(replica.watchViolations(7));
  assert.deepEqual(violations, []);
  addGuest(replica, "Ada");
  const guest = addGuest(replica, "ada");
  const told = JSON.parse(replica.watched());
  assert.deepEqual(told.map((change) => change.watch), [watch]);
  const [open] = told[0].violations;
  assert.deepEqual(JSON.parse(replica.violations(null)), [open]);
  assert.equal(open.records[1].record, guest);
  assert.equal(open.records[1].person, "Alice");
  replica.repair(now(), open.violation, open.repairs[0].repair);
  assert.equal(nameOf(replica, guest), "ada (2)");
  assert.deepEqual(JSON.parse(replica.watched()), [{ watch, violations: [] }]);
  assert.throws(() => replica.repair(now(), open.violation, open.repairs[0].repair), {
    code: ErrorCode.notFound,
  });
});

test("a module that the schema has nothing of says so, and so does one that is not there", async () => {
  const { replica } = await start();
  const ask = (document) => replica.ask(now(), JSON.stringify(document));
  assert.throws(() => ask({ module: "success", question: "health" }), {
    code: ErrorCode.invalid,
    text: /supplier_activities/,
  });
  assert.throws(() => ask({ module: "none", question: "health" }), { code: ErrorCode.notFound });
});

test("every function of the C interface is reachable", async () => {
  const { engine } = await start();
  const { readFileSync } = await import("node:fs");
  const root = process.env.WEDSYNC_SOURCE_DIR ?? ".";
  const names = ["engine", "modules"]
    .map((room) => readFileSync(`${root}/${room}/capi/exports.txt`, "utf8"))
    .join("");
  const binding = readFileSync(new URL("../binding.mjs", import.meta.url), "utf8");
  for (const name of names.trim().split("\n")) {
    if (name === "wedsync_open") continue;
    assert.equal(typeof engine.module[`_${name}`], "function", name);
    const short = name.replace("wedsync_", "");
    assert.ok(binding.includes(`"${short}"`) || binding.includes(`_${name}(`), name);
  }
});
