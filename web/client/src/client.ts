import { type Client, WedSyncError } from "./api.ts";
import { LiveSet, type Schedule } from "./live/live_set.ts";
import { rowsOf } from "./live/wire.ts";
import type { Answer, Arguments, Method } from "./methods.ts";
import { Caller, type Port } from "./rpc.ts";
import { Shown } from "./shown.ts";

/** What a client needs of its page. */
export interface Page {
  readonly port: Port;
  readonly schedule: Schedule;
  /** Unique to each call. */
  key(): string;
  persist(): Promise<boolean>;
  /** Calls back if there is no worker after all. */
  onBroken(tell: (reason: string) => void): void;
  /** Ends the worker, which closes the store first. */
  end(): Promise<void>;
}

const kSearchLimit = 50;
const kActivityLimit = 100;
const kDecisionsLimit = 100;

export function makeClient(page: Page): Client {
  const shown = new Shown();
  const live = new LiveSet(page.schedule);
  const caller = new Caller(page.port, (notice) => {
    if (notice.notice === "overview") shown.hear(notice.changed);
    else live.hear(notice);
  });
  const ask = <M extends Method>(method: M, ...args: Arguments<M>): Promise<Answer<M>> =>
    caller.call(method, args);
  /** Told by the status, where it cannot be done. */
  const tell = <M extends Method>(method: M, ...args: Arguments<M>): void => {
    caller.call(method, args).catch(() => {});
  };
  tell("attach");
  page.onBroken((reason) => {
    caller.end(new WedSyncError("store", reason));
    shown.fail("store", reason);
  });
  return {
    ...shown.signals,
    outbox: shown.outbox,
    unshared: shown.unshared,

    join: (joining) => ask("join", joining),
    leave: () => ask("leave"),

    live: (query) => {
      const opened = live.open((number) => tell("liveClose", number));
      ask("liveOpen", opened.live, query).catch(() => live.fail(opened.live));
      return opened.query;
    },
    query: async (query) => rowsOf(await ask("query", query)),
    get: (scope, record) => ask("get", scope, record),
    search: (words, { scope, limit = kSearchLimit } = {}) =>
      ask("search", words, scope ?? null, limit),
    history: (scope, record) => ask("history", scope, record),
    suggestions: (scope) => ask("suggestions", scope),
    decisions: ({ scope, limit = kDecisionsLimit } = {}) => ask("decisions", scope ?? null, limit),
    forecast: (scope, record, field = null) => ask("forecast", scope, record, field),
    activity: ({ scope, record, limit = kActivityLimit } = {}) =>
      ask("activity", scope ?? null, record ?? null, limit),

    commit: (draft) => ask("commit", draft, page.key()),
    whenShared: (scope, dot) => ask("whenShared", scope, dot),
    undo: (scope, dot) => ask("undo", scope, dot),
    undoLast: (scope) => ask("undoLast", scope),
    redoLast: (scope) => ask("redoLast", scope),
    decide: (scope, record, field, choice) => ask("decide", scope, record, field, choice),
    setDecides: (scope, field, decides) => ask("setDecides", scope, field, decides),
    ask: (module, question) => ask("askModule", module, question) as Promise<never>,
    act: (module, action) => ask("actModule", module, action) as Promise<never>,
    followViolations: () => tell("followViolations"),
    repair: ({ violation }, { repair }) => ask("repair", violation, repair),
    retryRefused: (scope, dot, edits) => ask("retryRefused", scope, dot, edits),
    discardRefused: (scope, dot) => ask("discardRefused", scope, dot),

    putPicture: (scope, bytes) => ask("putPicture", scope, bytes),
    getPicture: (scope, picture) => ask("getPicture", scope, picture),

    announce: (presence) => tell("announce", presence),
    withdraw: (scope) => tell("withdraw", scope),
    claim: (on, options = {}) => ask("claim", on, options),
    release: (on) => ask("release", on),

    retryNow: () => tell("retryNow"),
    persist: page.persist,
    exportStore: () => ask("exportStore"),
    verify: (scope) => ask("verify", scope),
    close: async () => {
      caller.end(new WedSyncError("closed", "the client was closed"));
      await page.end();
    },
  };
}
