// The C interface (include/wedsync/wedsync.h) for JavaScript: texts and numbers across the heap, and
// nothing else. Types and their meaning: binding.d.mts.

export const Action = Object.freeze({ none: 0, connect: 1, send: 2, disconnect: 3 });
export const ErrorCode = Object.freeze({
  corrupt: 1, protocol: 2, store: 3, tooLarge: 4, unauthorized: 5, invalid: 6, notFound: 7, full: 8,
  newerFormat: 9,
});

export class WedsyncError extends Error {
  name = "WedsyncError";
  constructor(code, text) {
    super(text);
    this.code = code;
  }
  get text() {
    return this.message;
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

// Where a call's small arguments lie, in one block of the heap: two clocks, an answer (pointer and
// size), and two places for results.
const kNow = 0, kAnswer = 16, kFirst = 24, kSecond = 32, kScratchBytes = 40;

/** A module's heap. The module grows it, so views are made when they are used. */
class Heap {
  constructor(module) {
    this.module = module;
    this.scratch = this.take(kScratchBytes);
  }
  get bytes() {
    return this.module.HEAPU8;
  }
  get view() {
    return new DataView(this.module.HEAPU8.buffer);
  }
  take(size) {
    const at = this.module._malloc(size);
    if (at === 0) throw new WedsyncError(ErrorCode.full, "out of memory");
    return at;
  }
  u32(at) {
    return this.view.getUint32(this.scratch + at, true);
  }
  /** Takes the answer over: what it holds, copied; the heap's own is freed. */
  answer() {
    const at = this.u32(kAnswer);
    const copy = this.bytes.slice(at, at + this.u32(kAnswer + 4));
    this.module._wedsync_free(this.scratch + kAnswer);
    return copy;
  }
  /** A borrowed text whose pointer and size are in the scratch. */
  text(pointer, size) {
    return decoder.decode(this.bytes.slice(pointer, pointer + size));
  }
}

/**
 * Calls a function of C. A text or bytes become pointer and size; {monotonic, wall} becomes the
 * pointer to a wedsync_now; a bigint is a u64; numbers (pointers among them) stay.
 */
function call(heap, name, args) {
  const { module } = heap;
  const taken = [];
  try {
    const flat = args.flatMap((arg) => {
      if (typeof arg === "number" || typeof arg === "bigint") return [arg];
      if (typeof arg === "object" && "wall" in arg) {
        heap.view.setBigUint64(heap.scratch + kNow, BigInt(Math.floor(arg.monotonic)), true);
        heap.view.setBigUint64(heap.scratch + kNow + 8, BigInt(Math.floor(arg.wall)), true);
        return [heap.scratch + kNow];
      }
      const bytes = typeof arg === "string" ? encoder.encode(arg) : arg;
      const at = heap.take(bytes.length || 1);
      taken.push(at);
      heap.bytes.set(bytes, at);
      return [at, bytes.length];
    });
    return module[`_wedsync_${name}`](...flat);
  } finally {
    for (const at of taken) module._free(at);
  }
}

export class Replica {
  #heap;
  #handle;

  constructor(heap, handle) {
    this.#heap = heap;
    this.#handle = handle;
  }

  #run(name, args) {
    if (this.#handle === 0) throw new WedsyncError(ErrorCode.invalid, "the replica is closed");
    const code = call(this.#heap, name, [this.#handle, ...args]);
    if (code !== 0) throw this.#error();
  }

  #error() {
    const { scratch, module } = this.#heap;
    const code = module._wedsync_last_error(this.#handle, scratch + kFirst, scratch + kSecond);
    return new WedsyncError(code, this.#heap.text(this.#heap.u32(kFirst), this.#heap.u32(kSecond)));
  }

  #ask(name, ...args) {
    this.#run(name, [...args, this.#heap.scratch + kAnswer]);
    return decoder.decode(this.#heap.answer());
  }

  /** The pointer to a scope, or null for all of them. */
  #anyScope(scope) {
    if (scope === null) return 0;
    this.#heap.view.setBigUint64(this.#heap.scratch + kFirst, BigInt(scope), true);
    return this.#heap.scratch + kFirst;
  }

  close() {
    this.#heap.module._wedsync_close(this.#handle);
    this.#handle = 0;
  }

  addScope(now, scope, name) {
    this.#run("add_scope", [now, BigInt(scope), name]);
  }
  scopes() {
    return this.#ask("scopes");
  }

  commit(now, draft) {
    return this.#ask("commit", now, draft);
  }
  undo(now, scope, dot) {
    return this.#ask("undo", now, BigInt(scope), dot);
  }
  undoLast(now, scope) {
    return this.#ask("undo_last", now, BigInt(scope));
  }
  redoLast(now, scope) {
    return this.#ask("redo_last", now, BigInt(scope));
  }

  get(scope, record) {
    return this.#ask("get", BigInt(scope), record);
  }
  query(query) {
    return this.#ask("query", query);
  }
  watch(query) {
    return this.#ask("watch", query);
  }
  watched() {
    return this.#ask("watched");
  }
  unwatch(watch) {
    this.#run("unwatch", [BigInt(watch)]);
  }
  search(scope, words, limit) {
    return this.#ask("search", this.#anyScope(scope), words, limit);
  }
  history(scope, record) {
    return this.#ask("history", BigInt(scope), record);
  }

  conflicts(scope) {
    return this.#ask("conflicts", BigInt(scope));
  }
  suggestions(now, scope) {
    return this.#ask("suggestions", now, BigInt(scope));
  }
  decisions(scope, limit) {
    return this.#ask("decisions", this.#anyScope(scope), limit);
  }
  decide(now, decision) {
    return this.#ask("decide", now, decision);
  }
  switch(now, wish) {
    this.#run("switch", [now, wish]);
  }
  ask(now, question) {
    return this.#ask("ask", now, question);
  }
  act(now, action) {
    return this.#ask("act", now, action);
  }

  violations(scope) {
    return this.#ask("violations", this.#anyScope(scope));
  }
  watchViolations(scope) {
    return this.#ask("watch_violations", this.#anyScope(scope));
  }
  repair(now, violation, repair) {
    return this.#ask("repair", now, violation, repair);
  }

  outbox(scope) {
    return this.#ask("outbox", BigInt(scope));
  }
  refused(scope) {
    return this.#ask("refused", BigInt(scope));
  }
  refusedDraft(scope, dot) {
    return this.#ask("refused_draft", BigInt(scope), dot);
  }
  retryRefused(now, dot, draft) {
    return this.#ask("retry_refused", now, dot, draft);
  }
  discardRefused(scope, dot) {
    this.#run("discard_refused", [BigInt(scope), dot]);
  }
  verify(scope) {
    return this.#ask("verify", BigInt(scope));
  }

  pendingExport(scope) {
    return this.#ask("pending_export", this.#anyScope(scope));
  }
  adopt(now, changes) {
    return this.#ask("adopt", now, changes);
  }
  checkpoint() {
    this.#run("checkpoint", []);
  }

  syncStart(options) {
    this.#run("sync_start", [options]);
  }
  syncStop() {
    this.#run("sync_stop", []);
  }
  syncToken(token) {
    this.#run("sync_token", [token]);
  }
  syncConnected(now) {
    this.#run("sync_connected", [now]);
  }
  syncClosed(now, reason) {
    this.#run("sync_closed", [now, reason]);
  }
  syncFrame(now, frame) {
    this.#run("sync_frame", [now, frame]);
  }
  syncTick(now) {
    this.#run("sync_tick", [now]);
  }
  syncNetwork(now, isAvailable) {
    this.#run("sync_network", [now, isAvailable ? 1 : 0]);
  }
  syncHint(now, hint) {
    this.#run("sync_hint", hint === null ? [now, 0, 0] : [now, hint]);
  }
  syncPoll(now) {
    const { scratch } = this.#heap;
    this.#run("sync_poll", [now, scratch + kFirst, scratch + kAnswer]);
    const bytes = this.#heap.answer();
    const kind = this.#heap.u32(kFirst);
    if (kind === Action.send) return { kind, frame: bytes };
    return kind === Action.disconnect ? { kind, reason: decoder.decode(bytes) } : { kind };
  }
  syncTimeout() {
    const { scratch } = this.#heap;
    this.#run("sync_timeout", [scratch + kFirst, scratch + kSecond]);
    if (this.#heap.u32(kFirst) === 0) return null;
    return Number(this.#heap.view.getBigUint64(scratch + kSecond, true));
  }
  syncStatus() {
    return this.#ask("sync_status");
  }

  presenceSet(now, presence) {
    this.#run("presence_set", [now, presence]);
  }
  presence(now) {
    return this.#ask("presence", now);
  }
  claim(now, claim) {
    this.#run("claim", [now, claim]);
  }
  release(now, on) {
    this.#run("release", [now, on]);
  }
  claims(now) {
    return this.#ask("claims", now);
  }
  forecast(now, place) {
    return this.#ask("forecast", now, place);
  }
  activity(now, question) {
    return this.#ask("activity", now, question);
  }
}

/** Makes the engine of a module that createWedsync() gave. */
export function bind(module) {
  const heap = new Heap(module);
  const version = module._wedsync_version();
  const end = heap.bytes.indexOf(0, version);
  return {
    version: heap.text(version, end - version),
    open(options) {
      const { scratch } = heap;
      const code = call(heap, "web_open", [options, scratch + kFirst, scratch + kAnswer]);
      const words = decoder.decode(heap.answer());
      if (code !== 0) throw new WedsyncError(code, words);
      return new Replica(heap, heap.u32(kFirst));
    },
  };
}
