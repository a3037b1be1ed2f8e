import { type Decisions, WedSyncError } from "../api.ts";
import type { WireRow } from "../live/wire.ts";
import type { Engine, KeyedDraft, OpenOn, SyncStatus } from "../worker/engine.ts";
import { type Files, kCreate, kDatabase } from "../worker/files/files.ts";

interface Entry {
  readonly dot: string;
  readonly key: string;
  readonly scope: string;
  readonly title: string;
}

/** What a test may do to engines of its opener. */
export interface FakeControl {
  /** Throws from the next commit as if the module had trapped, after writing or before. */
  trap: "before" | "after" | null;
  opened: number;
}

/**
 * Stands in for the engine where it is not the point: a list of titles in one file. It writes
 * through `files` like the real one, does a key once, and tells whole lists to those who watch.
 */
export function fakeOpener(control: FakeControl = { trap: null, opened: 0 }): OpenOn {
  return async (files, author) => {
    ++control.opened;
    return makeFake(files, `${author.device}-${++lanes}`, control);
  };
}

const noDecisions: Decisions = {
  items: [],
  more: false,
  totals: {
    machine: 0,
    exact: 0,
    likely: 0,
    kept: 0,
    changed: 0,
    undone: 0,
    person: 0,
    suggested: 0,
    agreed: 0,
  },
  fields: [],
  scopes: [],
  bins: [],
  whole: true,
};

/** Each opening writes under a name of its own, as the engine does. */
let lanes = 0;

function makeFake(files: Files, lane: string, control: FakeControl): Engine {
  const handle = files.open(kDatabase, kCreate);
  let entries = read(files, handle);
  const scopes = new Map<string, string>();
  const watches = new Map<number, string>();
  const changed = new Set<number>();
  let isSyncing = false;
  let nextWatch = 1;
  const rows = (collection: string): WireRow[] =>
    entries.map(({ dot, scope, title }) => ({
      scope,
      record: dot,
      fields: { title: { value: title }, collection: { value: collection } },
    }));
  const save = (next: Entry[]) => {
    write(files, handle, next);
    entries = next;
    for (const watch of watches.keys()) changed.add(watch);
  };
  const commit = (draft: KeyedDraft) => {
    const key = draft.key ?? "";
    const known = entries.find((entry) => entry.key === key);
    if (known) return { scope: known.scope, dot: known.dot, created: [known.dot] };
    const { trap } = control;
    control.trap = null;
    if (trap === "before") throw new WebAssembly.RuntimeError("unreachable");
    const dot = `${lane}:${entries.length + 1}`;
    save([...entries, { dot, key, scope: draft.scope, title: draft.type ?? "" }]);
    if (trap === "after") throw new WebAssembly.RuntimeError("unreachable");
    return { scope: draft.scope, dot, created: [dot] };
  };
  const none = () => {
    throw new WedSyncError("not_found", "the fake has none");
  };
  const outbox: Engine["outbox"] = (scope) =>
    entries
      .filter((entry) => entry.scope === scope)
      .map((entry) => ({
        scope,
        dot: entry.dot,
        status: "pending",
        type: entry.title,
        priority: 5,
        attempts: 0,
        created_ms: 1,
        deadline_ms: 0,
        records: [entry.dot],
      }));
  return {
    close: () => files.close(handle),
    addScope: (scope, name) => void scopes.set(scope, name),
    scopes: () =>
      [...new Set([...scopes.keys(), ...entries.map(({ scope }) => scope)])].map((scope) => ({
        scope,
        name: scopes.get(scope) ?? scope,
        pending: outbox(scope).length,
        refused: 0,
        conflicts: 0,
      })),
    commit,
    undo: none,
    undoLast: none,
    redoLast: none,
    decide: none,
    setDecides: none,
    askModule: none,
    actModule: none,
    repair: none,
    retryRefused: none,
    discardRefused: none,
    query: ({ collection }) => JSON.stringify({ rows: rows(collection) }),
    get: none,
    search: () => [],
    history: () => ({ whole: true, items: [] }),
    forecast: () => ({ level: "none", per_mille: 0, reasons: [], advice: "go_on", whom: "" }),
    activity: () => [],
    conflicts: () => [],
    suggestions: () => [],
    decisions: () => noDecisions,
    violations: () => [],
    outbox,
    refused: () => [],
    verify: () => ({ ok: true, records: entries.length, cells: "", have: "" }),
    watch: ({ collection }) => {
      if (collection === "nothing") throw new WedSyncError("invalid", "no such collection");
      const watch = nextWatch++;
      watches.set(watch, collection);
      return { watch, rows: JSON.stringify({ watch, rows: rows(collection) }) };
    },
    unwatch: (watch) => void watches.delete(watch),
    watched: () => {
      const all = [...changed].map((watch) => ({ watch, rows: rows(watches.get(watch) ?? "") }));
      changed.clear();
      return all;
    },
    exportPending: () => JSON.stringify(entries),
    adopt: (pending) => {
      const others = JSON.parse(pending) as Entry[];
      const known = new Set(entries.map(({ dot }) => dot));
      save([...entries, ...others.filter(({ dot }) => !known.has(dot))]);
    },
    presenceSet: () => {},
    presence: () => [],
    claim: () => {},
    release: () => {},
    claims: () => [],
    syncStart: () => {
      isSyncing = true;
    },
    syncStop: () => {
      isSyncing = false;
    },
    syncToken: () => {},
    syncConnected: () => {},
    syncClosed: () => {},
    syncFrame: () => {},
    syncTick: () => {},
    syncNetwork: () => {},
    syncHint: () => {},
    syncPoll: () => ({ kind: "none" }),
    syncTimeout: () => null,
    syncStatus: (): SyncStatus => ({
      phase: isSyncing ? "waiting" : "paused",
      inSync: false,
      nextTryMs: null,
      failures: 0,
      lastReason: "",
      clockAheadMs: null,
      isMediaAllowed: false,
      scopes: [],
    }),
  };
}

function read(files: Files, handle: number): Entry[] {
  const bytes = new Uint8Array(files.size(handle));
  files.read(handle, bytes, 0);
  return bytes.length === 0 ? [] : (JSON.parse(new TextDecoder().decode(bytes)) as Entry[]);
}

function write(files: Files, handle: number, entries: readonly Entry[]): void {
  const bytes = new TextEncoder().encode(JSON.stringify(entries));
  if (files.write(handle, bytes, 0) !== bytes.length)
    throw new WedSyncError("full", "disk is full");
  files.truncate(handle, bytes.length);
  files.flush(handle);
}
