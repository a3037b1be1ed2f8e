import {
  Action as ActionKind,
  bind,
  ErrorCode as EngineErrorCode,
  type Json,
  type OpenOptions,
  type Replica,
  WedsyncError,
} from "../../../engine/binding.mjs";
import type { WedsyncModule } from "../../../engine/wedsync.mjs";
import {
  type Decisions,
  type ErrorCode,
  type Happening,
  type History,
  type OutboxEntry,
  type RefusedEntry,
  type Violation,
  WedSyncError,
} from "../api.ts";
import { claimsOf, claimToWire } from "../live/claims.ts";
import { presentOf } from "../live/present.ts";
import { syncStatusOf } from "../live/sync_status.ts";
import { openedOf, toWire, type WireRecord } from "../live/wire.ts";
import type { ScopeId } from "../values.ts";
import type { Action, Author, Engine, SyncStatus, WatchChange } from "./engine.ts";
import { kDatabase } from "./files/files.ts";
import { kReadAtATime } from "./steps.ts";

/** A dead connection is found 12.5 s after the hub's last word, also where nothing is owed: the
 * people at the screen know it within 15 s. */
const kIdlePingMs = 5_000;
const kCodes = Object.fromEntries(
  Object.entries({
    corrupt: "corrupt",
    protocol: "protocol",
    store: "store",
    tooLarge: "too_large",
    unauthorized: "unauthorized",
    invalid: "invalid",
    notFound: "not_found",
    full: "full",
    newerFormat: "newer_format",
  } satisfies Record<keyof typeof EngineErrorCode, ErrorCode>).map(([name, code]) => [
    EngineErrorCode[name as keyof typeof EngineErrorCode],
    code,
  ]),
) as Readonly<Record<number, ErrorCode>>;

/** What a watch of violations says: all of them. */
interface ToldViolations {
  readonly watch: number;
  readonly violations: readonly Violation[];
}

/** Errors of the engine as those of the client; what is thrown else is a broken engine. */
function translated<T>(ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    if (!(error instanceof WedsyncError)) throw error;
    throw new WedSyncError(kCodes[error.code] ?? "store", error.text);
  }
}

/** Scopes are texts here, however large they are. */
function parsed<T>(text: string): T {
  return JSON.parse(text, (name, value: unknown) =>
    name === "scope" && typeof value === "number" ? String(value) : value,
  ) as T;
}

/** What a module says: null comes as no text. */
const answered = (text: string): unknown => (text === "" ? null : parsed<unknown>(text));

/** Opens a replica in a module. Throws a WedSyncError, or whatever broke the module. */
export function openIn(module: WedsyncModule, author: Author, schema: unknown): Engine {
  // Not json(): what the schema calls scopes are none of ours.
  const options = JSON.stringify({ path: kDatabase, schema, author }) as Json<OpenOptions>;
  return new WasmEngine(translated(() => bind(module).open(options)));
}

class WasmEngine implements Engine {
  readonly #replica: Replica;
  /** What watches were told and nobody took yet, but for violations: those are kept as they stand. */
  #changes: readonly WatchChange[] = [];
  #violations: ToldViolations | null = null;

  constructor(replica: Replica) {
    this.#replica = replica;
  }

  close = () => this.#replica.close();
  addScope: Engine["addScope"] = (scope, name) =>
    this.#do((replica) => replica.addScope(now(), u64(scope), name));
  scopes: Engine["scopes"] = () => parsed(this.#do((replica) => replica.scopes()));

  commit: Engine["commit"] = (draft) => ({
    ...parsed<Made>(this.#do((replica) => replica.commit(now(), json(draft)))),
    scope: draft.scope,
  });
  undo: Engine["undo"] = (scope, dot) =>
    parsed(this.#do((replica) => replica.undo(now(), u64(scope), dot)));
  undoLast: Engine["undoLast"] = (scope) =>
    parsed(this.#do((replica) => replica.undoLast(now(), u64(scope))));
  redoLast: Engine["redoLast"] = (scope) =>
    parsed(this.#do((replica) => replica.redoLast(now(), u64(scope))));
  decide: Engine["decide"] = (scope, record, field, choice) =>
    parsed<{ dot: string }>(
      this.#do((replica) => replica.decide(now(), json({ scope, record, field, choice }))),
    ).dot;
  repair: Engine["repair"] = (violation, repair) =>
    parsed<{ dot: string }>(this.#do((replica) => replica.repair(now(), violation, repair))).dot;
  retryRefused: Engine["retryRefused"] = (scope, dot, edits) => ({
    ...parsed<Made>(
      this.#do((replica) => replica.retryRefused(now(), dot, json({ scope, edits }))),
    ),
    scope,
  });
  discardRefused: Engine["discardRefused"] = (scope, dot) =>
    this.#do((replica) => replica.discardRefused(u64(scope), dot));

  query: Engine["query"] = (query) => {
    const { watch, rows } = this.watch(query);
    this.unwatch(watch);
    return rows;
  };
  watch: Engine["watch"] = (query) => {
    const rows = this.#do((replica) => replica.watch(json(query)));
    // The number comes first: not all of it is read for that.
    return { watch: Number(/^\{"watch":(\d+)/.exec(rows)?.[1]), rows };
  };
  unwatch: Engine["unwatch"] = (watch) => this.#do((replica) => replica.unwatch(watch));
  watched: Engine["watched"] = () => {
    this.#drain();
    const changes = this.#changes;
    this.#changes = [];
    return changes;
  };
  get: Engine["get"] = (scope, record) =>
    openedOf(scope, parsed<WireRecord>(this.#do((replica) => replica.get(u64(scope), record))));
  search: Engine["search"] = (words, scope, limit) =>
    parsed(this.#do((replica) => replica.search(scope === null ? null : u64(scope), words, limit)));
  history: Engine["history"] = (scope, record) => {
    const { whole, items } = parsed<History>(
      this.#do((replica) => replica.history(u64(scope), record)),
    );
    return { whole, items: items.map((item) => ({ ...item, pending: item.pending ?? false })) };
  };
  forecast: Engine["forecast"] = (scope, record, field) =>
    parsed(this.#do((replica) => replica.forecast(now(), json({ scope, record, field }))));
  activity: Engine["activity"] = (scope, record, limit) => {
    const question = {
      ...(scope === null ? {} : { scope }),
      ...(record === null ? {} : { record }),
      limit,
    };
    const { items } = parsed<{ items: Happening[] }>(
      this.#do((replica) => replica.activity(now(), json(question))),
    );
    return items.map((item) => ({ ...item, scope: String(item.scope) }));
  };
  conflicts: Engine["conflicts"] = (scope) =>
    this.#each(scope, (replica) => replica.conflicts(u64(scope)));
  suggestions: Engine["suggestions"] = (scope) =>
    this.#each(scope, (replica) => replica.suggestions(now(), u64(scope)));
  decisions: Engine["decisions"] = (scope, limit) => {
    const told = parsed<Decisions>(
      this.#do((replica) => replica.decisions(scope === null ? null : u64(scope), limit)),
    );
    return told;
  };
  askModule: Engine["askModule"] = (module, question) =>
    answered(
      this.#do((replica) => replica.ask(now(), json({ ...question, module, read: kReadAtATime }))),
    );
  actModule: Engine["actModule"] = (module, action) =>
    answered(
      this.#do((replica) => replica.act(now(), json({ ...action, module, read: kReadAtATime }))),
    );
  setDecides: Engine["setDecides"] = (scope, field, decides) =>
    this.#do((replica) => replica.switch(now(), json({ scope, field, decides })));
  violations: Engine["violations"] = () => {
    this.#drain();
    const told =
      this.#violations ??
      parsed<ToldViolations>(this.#do((replica) => replica.watchViolations(null)));
    this.#violations = told;
    return told.violations;
  };
  // There may be thousands, and no scope is named in them: they are read without looking for any.
  outbox: Engine["outbox"] = (scope) =>
    (JSON.parse(this.#do((replica) => replica.outbox(u64(scope)))) as OutboxEntry[]).map(
      (entry) => ({ ...entry, scope }),
    );
  refused: Engine["refused"] = (scope) =>
    this.#each<RefusedEntry & { change: unknown }>(scope, (replica) =>
      replica.refused(u64(scope)),
    ).map(({ dot, reason, refused_ms }) => ({
      scope,
      dot,
      reason,
      refused_ms,
      edits: this.#editsOf(scope, dot),
    }));
  verify: Engine["verify"] = (scope) => {
    const found = parsed<{ ok: boolean; records: number; cells_found: string; have_found: string }>(
      this.#do((replica) => replica.verify(u64(scope))),
    );
    return {
      ok: found.ok,
      records: found.records,
      cells: found.cells_found,
      have: found.have_found,
    };
  };

  exportPending: Engine["exportPending"] = () => this.#do((replica) => replica.pendingExport(null));
  adopt: Engine["adopt"] = (pending) => {
    this.#do((replica) => replica.adopt(now(), pending));
  };

  presenceSet: Engine["presenceSet"] = (scope, record, field, activity) =>
    this.#do((replica) => replica.presenceSet(now(), json({ scope, record, field, activity })));
  presence: Engine["presence"] = () =>
    presentOf(parsed(this.#do((replica) => replica.presence(now()))), Date.now());

  claim: Engine["claim"] = (on, options) =>
    this.#do((replica) => replica.claim(now(), json(claimToWire(on, options))));
  release: Engine["release"] = (on) => this.#do((replica) => replica.release(now(), json(on)));
  claims: Engine["claims"] = () =>
    claimsOf(parsed(this.#do((replica) => replica.claims(now()))), Date.now());

  syncStart: Engine["syncStart"] = (device) => {
    const seed = crypto.getRandomValues(new Uint32Array(1))[0] ?? 1;
    this.#do((replica) =>
      replica.syncStart(json({ device, token: "", seed, idle_ping_ms: kIdlePingMs })),
    );
  };
  syncStop = () => this.#do((replica) => replica.syncStop());
  syncToken: Engine["syncToken"] = (token) => this.#do((replica) => replica.syncToken(token));
  syncConnected = () => this.#do((replica) => replica.syncConnected(now()));
  syncClosed: Engine["syncClosed"] = (reason) =>
    this.#do((replica) => replica.syncClosed(now(), reason));
  syncFrame: Engine["syncFrame"] = (frame) =>
    this.#do((replica) => replica.syncFrame(now(), frame));
  syncTick = () => this.#do((replica) => replica.syncTick(now()));
  syncNetwork: Engine["syncNetwork"] = (isAvailable) =>
    this.#do((replica) => replica.syncNetwork(now(), isAvailable));
  syncHint: Engine["syncHint"] = (hint) =>
    this.#do((replica) => replica.syncHint(now(), hint === null ? null : json(hint)));
  syncPoll = (): Action => {
    const action = this.#do((replica) => replica.syncPoll(now()));
    switch (action.kind) {
      case ActionKind.connect:
        return { kind: "connect" };
      case ActionKind.send:
        return { kind: "send", frame: action.frame };
      case ActionKind.disconnect:
        return { kind: "disconnect", reason: action.reason };
      default:
        return { kind: "none" };
    }
  };
  syncTimeout = () => this.#do((replica) => replica.syncTimeout());
  syncStatus = (): SyncStatus => syncStatusOf(parsed(this.#do((replica) => replica.syncStatus())));

  #drain(): void {
    const text = this.#do((replica) => replica.watched());
    if (text === "[]") return;
    for (const change of parsed<(WatchChange | ToldViolations)[]>(text)) {
      if ("violations" in change) this.#violations = change;
      else if (change.watch === this.#violations?.watch) this.#violations = null;
      else this.#changes = [...this.#changes, change];
    }
  }

  #do<T>(ask: (replica: Replica) => T): T {
    return translated(() => ask(this.#replica));
  }

  #each<T>(scope: ScopeId, ask: (replica: Replica) => string): readonly T[] {
    return parsed<T[]>(this.#do(ask)).map((entry) => ({ ...entry, scope }));
  }

  #editsOf(scope: ScopeId, dot: string): RefusedEntry["edits"] {
    try {
      const draft = this.#do((replica) => replica.refusedDraft(u64(scope), dot));
      return parsed<{ edits: RefusedEntry["edits"] }>(draft).edits;
    } catch (error) {
      // What it stood on is gone: there is nothing to mend.
      if (error instanceof WedSyncError && error.code !== "store") return [];
      throw error;
    }
  }
}

interface Made {
  readonly dot: string;
  readonly created: readonly string[];
}

function now() {
  return { monotonic: Math.floor(performance.now()), wall: Date.now() };
}

/** What cannot be written down is the caller's mistake, and no fault of the engine. */
function json<T>(value: unknown): Json<T> {
  try {
    return JSON.stringify(toWire(value)) as Json<T>;
  } catch (error) {
    throw new WedSyncError("invalid", String(error));
  }
}

function u64(scope: ScopeId): bigint {
  if (/^[0-9]{1,20}$/.test(scope)) return BigInt(scope);
  throw new WedSyncError("invalid", `${scope} is no scope`);
}
