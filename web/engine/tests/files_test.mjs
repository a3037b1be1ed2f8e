// What browsers' files get wrong, and what must come of it.
import assert from "node:assert/strict";
import test from "node:test";

import { ErrorCode } from "../binding.mjs";
import { MemoryFiles } from "../memory_files.mjs";
import { addGuest, load, nameOf, now, options, rename } from "./support.mjs";

/** Files of which one operation can be made to misbehave. */
class BentFiles extends MemoryFiles {
  bent = {}; // operation -> function in its place
  calls = { write: 0, flush: 0, read: 0 };
}
for (const name of ["open", "close", "read", "write", "truncate", "size", "flush", "remove", "exists"]) {
  BentFiles.prototype[name] = function (...args) {
    if (name in this.calls) ++this.calls[name];
    const real = (...given) => MemoryFiles.prototype[name].apply(this, given);
    return this.bent[name] ? this.bent[name](real, ...args) : real(...args);
  };
}

async function start() {
  const files = new BentFiles();
  const engine = await load(files);
  const replica = engine.open(options());
  replica.addScope(now(), 7, "The wedding");
  const guest = addGuest(replica, "Ada");
  return { files, replica, guest };
}
/** What a new instance finds in the files as they are. */
async function reopen(files) {
  files.bent = {};
  const copy = new MemoryFiles();
  for (const name of ["day", "day-wal"]) {
    const bytes = files.bytesOf(name);
    if (bytes) copy.put(name, bytes);
  }
  return (await load(copy)).open(options());
}
const failsWith = (code, run) => assert.throws(run, (error) => error.code === code);

// Each way that a full disk shows, and the thrown one of the standard.
const full = {
  "Chromium's answer to a write over the quota": { write: () => 4294967288 },
  "nothing written": { write: () => 0 },
  "half of it written": { write: (real, handle, from, at) => real(handle, from.subarray(0, from.length / 2), at) },
  "not a number": { write: () => NaN },
  "nothing answered": { write: () => undefined },
  "a write that says it was done and was not": { write: (real, handle, from) => from.length },
  "a QuotaExceededError": {
    write: () => {
      throw new DOMException("full", "QuotaExceededError");
    },
  },
};
for (const [what, bent] of Object.entries(full)) {
  test(`${what} is a full disk: nothing is claimed, and it goes on`, async () => {
    const { files, replica, guest } = await start();
    replica.checkpoint(); // The log begins anew: every write makes it larger.
    files.bent = bent;
    failsWith(ErrorCode.full, () => rename(replica, guest, "Bea"));
    assert.equal(nameOf(replica, guest), "Ada");
    files.bent = {};
    rename(replica, guest, "Cleo");
    assert.equal(nameOf(replica, guest), "Cleo");
    assert.equal(JSON.parse(replica.verify(7)).ok, true);
    assert.equal(nameOf(await reopen(files), guest), "Cleo");
  });
}

test("a truncation that does nothing is found out", async () => {
  const { files, replica, guest } = await start();
  files.bent = { truncate: () => true };
  failsWith(ErrorCode.store, () => replica.checkpoint());
  assert.equal(nameOf(await reopen(files), guest), "Ada");
});

const broken = {
  write: () => {
    throw new Error("the handle is gone");
  },
  flush: () => {
    throw new Error("the handle is gone");
  },
  "flush ": () => false,
};
for (const [name, bent] of Object.entries(broken)) {
  test(`an I/O error of ${name.trim()} (${bent}) ends the replica, and what was committed stays`, async () => {
    const { files, replica, guest } = await start();
    files.bent = { [name.trim()]: bent };
    failsWith(ErrorCode.store, () => rename(replica, guest, "Bea"));
    files.bent = {};
    failsWith(ErrorCode.store, () => rename(replica, guest, "Cleo"));
    replica.close();
    const again = await reopen(files);
    assert.ok(["Ada", "Bea"].includes(nameOf(again, guest)));
    assert.equal(JSON.parse(again.verify(7)).ok, true);
  });
}

test("a read that throws is an error, and one that says more than it was asked for", async () => {
  for (const read of [() => { throw new Error("gone"); }, () => 1e9, () => -1, () => NaN]) {
    const { files } = await start();
    files.bent = { read };
    const engine = await load(files);
    failsWith(ErrorCode.store, () => engine.open(options()));
  }
});

test("a file that ends early is damaged, not trusted", async () => {
  const { files, replica } = await start();
  replica.checkpoint();
  replica.close();
  files.put("day", files.bytesOf("day").slice(0, 6000));
  const engine = await load(files);
  failsWith(ErrorCode.corrupt, () => engine.open(options()));
});

test("short reads are filled with zeros", async () => {
  // The buffer that SQLite reads into is not clean: what is not read must not stay in it.
  const { files, guest } = await start();
  const engine = await load(files);
  files.bent = {
    read: (real, handle, into, at) => {
      into.fill(0xa5);
      return real(handle, into, at);
    },
  };
  const again = engine.open(options());
  assert.equal(nameOf(again, guest), "Ada");
  assert.equal(JSON.parse(again.verify(7)).ok, true);
});

test("a file that cannot be opened", async () => {
  for (const open of [() => -1, () => { throw new Error("no"); }, () => NaN]) {
    const files = new BentFiles();
    files.bent = { open };
    const engine = await load(files);
    failsWith(ErrorCode.store, () => engine.open(options()));
  }
});

test("every commit is flushed before it returns, in few writes", async () => {
  const { files, replica, guest } = await start();
  for (let i = 0; i < 20; ++i) rename(replica, guest, `warm ${i}`);
  const before = { ...files.calls };
  for (let i = 0; i < 100; ++i) {
    const flushes = files.calls.flush;
    rename(replica, guest, `name ${i}`);
    assert.ok(files.calls.flush > flushes);
  }
  assert.equal(files.calls.flush - before.flush, 100);
  assert.ok(files.calls.write - before.write < 100 * 12, `${files.calls.write - before.write} writes`);
});

test("nothing but three names is opened", async () => {
  const names = new Set();
  const files = new BentFiles();
  files.bent = { open: (real, name, flags) => (names.add(name), real(name, flags)) };
  const engine = await load(files);
  const replica = engine.open(options());
  replica.addScope(now(), 7, "The wedding");
  const guest = addGuest(replica, "Ada");
  for (let i = 0; i < 50; ++i) addGuest(replica, "n".repeat(20_000));
  replica.undoLast(now(), 7);
  rename(replica, guest, "Bea");
  replica.checkpoint();
  replica.close();
  engine.open(options());
  for (const name of names) assert.match(name, /^day(-wal|-journal)?$/);
});
