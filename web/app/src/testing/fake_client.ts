import { computed, type Signal, signal } from "@preact/signals";
import {
  type Choice,
  type Claim,
  type ClaimOn,
  type ClaimOptions,
  type Client,
  type Committed,
  type Conflict,
  type Decides,
  type Decisions,
  type Dot,
  type Draft,
  type Edit,
  type FieldValue,
  type Forecast,
  type Identity,
  type LiveQuery,
  type ModuleAction,
  type ModuleQuestion,
  type OpenedRecord,
  type OutboxEntry,
  type Picture,
  type Pictures,
  type Present,
  type Query,
  type RecordId,
  type RefusedEntry,
  type Repair,
  type Row,
  type RowKey,
  rowKey,
  type ScopeId,
  type Status,
  type Undone,
  type Value,
  type Violation,
  WedSyncError,
} from "@wedsync/client";
import { wordsIn } from "../data/form_definition.ts";
import type { Definition } from "../data/form_kinds.ts";
import { type FakeRecord, fakeDay } from "./fake_data.ts";
import { decisionsAbout, switchedBy } from "./fake_decisions.ts";
import { valueAfter } from "./fake_edit.ts";
import { formsAnswer } from "./fake_forms.ts";
import { historyOf, type Made } from "./fake_history.ts";
import { answer, type FakeRow, search } from "./fake_query.ts";
import { type FakeOptions, firstStatus } from "./fake_status.ts";
import {
  claimed,
  disagreements,
  forecastOf,
  happenings,
  me,
  misfits,
  people,
  refusals,
} from "./fake_story.ts";
import { suggestionsFor } from "./fake_suggestions.ts";
import { noted, teamAnswer } from "./fake_team.ts";
import { naughty } from "./naughty.ts";

/** Stands for a field where a whole record was deleted. */
const deleted = "\u0000deleted";
/** A client in memory over made-up data, for tests and for looking at the app without a hub. */
export class FakeClient implements Client {
  readonly #rows = new Map<string, FakeRow>();
  readonly #gone = new Map<string, FakeRow>();
  readonly #made: Made[] = [];
  readonly #lives = new Set<{ query: Query; rows: Signal<readonly Row[]> }>();
  readonly #options: FakeOptions;
  readonly #switches = new Map<string, Decides | null>();
  #next = 1;
  #isQueued = false;

  readonly status: Signal<Status>;
  readonly identity: Signal<Identity | null>;
  readonly scopes = signal<readonly { scope: ScopeId; name: string }[]>([]);
  readonly conflicts = signal<readonly Conflict[]>([]);
  readonly violations = signal<readonly Violation[] | null>(null);
  readonly unshared = signal<ReadonlySet<RowKey>>(new Set());
  readonly outbox = signal<readonly OutboxEntry[]>([]);
  readonly refused = signal<readonly RefusedEntry[]>([]);
  readonly present = signal<readonly Present[]>([]);
  readonly claims = signal<readonly Claim[]>([]);
  readonly pictures = signal<Pictures>({ waiting: [], sending: null, isHeldBack: false });
  readonly #pictures = new Map<string, Blob>();

  constructor(options: FakeOptions) {
    this.#options = options;
    this.status = signal(firstStatus(options));
    this.identity = signal(
      options.isFresh
        ? null
        : { hubName: "Vale House", person: me, role: "coordinator", device: "Tablet 3" },
    );
    if (!options.isFresh && !options.isEmpty) this.#fill();
    computed(() => this.conflicts.value.length).subscribe((toDecide) => this.#say({ toDecide }));
    computed(() => this.refused.value.length).subscribe((refused) => this.#say({ refused }));
  }

  #say(change: Partial<Status>): void {
    this.status.value = { ...this.status.peek(), ...change };
  }

  #put(made: FakeRecord): void {
    this.#rows.set(made.record, {
      scope: made.scope,
      record: made.record,
      collection: made.collection,
      values: made.values,
      disputed: [],
      isContested: false,
    });
  }

  #fill(): void {
    const { nowMs, guestsEach, isNaughty, isOffline } = this.#options;
    const day = new Date(nowMs);
    day.setHours(0, 0, 0, 0);
    for (const each of fakeDay(day.getTime(), guestsEach)) {
      this.#put(isNaughty ? naughty(each) : each);
    }
    const events = [...this.#rows.values()].filter((row) => row.collection === "events");
    this.scopes.value = events.map((row) => ({ scope: row.scope, name: String(row.values.name) }));
    this.conflicts.value = disagreements(this.#rows, nowMs);
    for (const { record, field } of this.conflicts.value) {
      const row = this.#rows.get(record);
      if (row && typeof field === "string") this.#rows.set(record, { ...row, disputed: [field] });
    }
    this.refused.value = refusals(this.#rows, nowMs);
    this.present.value = people(this.#rows, nowMs, isOffline ?? false);
    this.claims.value = claimed(nowMs, isOffline ?? false);
    if (isOffline) this.#editsWhileAway();
  }

  #editsWhileAway(): void {
    for (const row of [...this.#rows.values()]
      .filter((each) => each.collection === "tasks")
      .slice(0, 6)) {
      this.#apply({
        scope: row.scope,
        edits: [{ edit: "set", record: row.record, field: "is_done", value: true }],
      });
    }
  }

  #changed(): void {
    if (this.#isQueued) return;
    this.#isQueued = true;
    queueMicrotask(() => {
      this.#isQueued = false;
      for (const live of this.#lives) live.rows.value = this.#answer(live.query);
    });
  }

  #answer(query: Query): readonly Row[] {
    return answer(this.#rows.values(), query);
  }

  live(query: Query): LiveQuery {
    const live = { query, rows: signal(this.#answer(query)) };
    this.#lives.add(live);
    return {
      rows: live.rows,
      state: signal("live" as const),
      close: () => this.#lives.delete(live),
    };
  }

  async query(query: Query): Promise<readonly Row[]> {
    return this.#answer(query);
  }

  async get(scope: ScopeId, record: RecordId): Promise<OpenedRecord> {
    const row = this.#rows.get(record);
    if (!row || row.scope !== scope) throw new WedSyncError("not_found", "no such record");
    const dots = Object.fromEntries(
      Object.keys(row.values).map((field) => [field, [`d-${field}`]]),
    );
    return { ...row, dots };
  }

  async search(words: string, options: { scope?: ScopeId; limit?: number } = {}) {
    return search(this.#rows.values(), words, options);
  }

  async suggestions(scope: ScopeId) {
    return suggestionsFor(this.conflicts.value.filter((each) => each.scope === scope));
  }

  async decisions(): Promise<Decisions> {
    return switchedBy(
      decisionsAbout(this.conflicts.value, this.#options.nowMs),
      this.scopes.value.map(({ scope }) => scope),
      this.#switches,
    );
  }
  async setDecides(scope: ScopeId, field: string, decides: Decides | null) {
    this.#switches.set(`${scope} ${field}`, decides);
  }
  async ask<Answer>(module: string, asked: ModuleQuestion): Promise<Answer> {
    if (module === "forms") {
      return formsAnswer(asked, [...this.#rows.values()], this.#options.nowMs) as Answer;
    }
    const { question } = asked;
    return teamAnswer(question, this.#options.nowMs) as Answer;
  }
  async act<Answer>(module: string, action: ModuleAction): Promise<Answer> {
    if (module === "forms") return this.#defineForm(action) as Answer;
    return noted(action, this.#options.nowMs) as Answer;
  }
  #defineForm({ scope, name, definition }: ModuleAction) {
    const known = [...this.#rows.values()].find(
      (row) => row.collection === "form_definitions" && row.values.name === name,
    );
    const record = known?.record ?? 0;
    const set = (field: string, value: string) => ({ edit: "set", record, field, value }) as const;
    const asked = definition as Definition;
    const made = this.#apply({
      scope: known?.scope ?? scope ?? "",
      edits: [
        ...(known ? [] : [{ edit: "create", collection: "form_definitions" } as const]),
        set("name", String(name)),
        set("title", wordsIn(asked.title)),
        set("definition", JSON.stringify(asked)),
        { edit: "increment", record, field: "version", by: 1 },
      ],
    });
    return { ...made, record: known?.record ?? made.created[0] ?? "" };
  }
  async forecast(): Promise<Forecast> {
    return forecastOf(this.status.peek().connection !== "open");
  }
  async activity(options: { scope?: ScopeId; record?: RecordId } = {}) {
    return happenings(options.scope ?? "", options.record ?? "");
  }
  async history(scope: ScopeId, record: RecordId) {
    const row = this.#rows.get(record);
    return historyOf({
      record,
      values: row?.scope === scope ? row.values : {},
      made: this.#made,
      conflicts: this.conflicts.value,
      nowMs: this.#options.nowMs,
      isOpen: this.status.peek().connection === "open",
    });
  }

  #apply(draft: Draft): Committed {
    const dot = `own-${this.#next++}`;
    const created: RecordId[] = [];
    const before: { record: RecordId; field: string | null; value: FieldValue | undefined }[] = [];
    const nameOf = (record: RecordId | number): RecordId =>
      typeof record === "number" ? (created[record] ?? "") : record;
    for (const edit of draft.edits) {
      if (edit.edit === "create") {
        const record = `new-${this.#next++}`;
        created.push(record);
        this.#put({ scope: draft.scope, record, collection: edit.collection, values: {} });
        before.push({ record, field: null, value: undefined });
        continue;
      }
      const record = nameOf(edit.record);
      const row = this.#rows.get(record);
      if (!row) throw new WedSyncError("not_found", `no record ${record}`);
      if (edit.edit === "delete" || edit.edit === "erase") {
        this.#rows.delete(record);
        before.push({ record, field: deleted, value: undefined });
        this.#gone.set(record, row);
        continue;
      }
      const old = row.values[edit.field];
      before.push({ record, field: edit.field, value: old });
      this.#rows.set(record, {
        ...row,
        values: { ...row.values, [edit.field]: valueAfter(edit, old, nameOf) },
      });
    }
    this.#made.push({
      scope: draft.scope,
      dot,
      ms: Date.now(),
      edits: draft.edits,
      created,
      before,
      isShared: false,
      isUndone: false,
      type: draft.type ?? "",
    });
    this.#queue();
    this.#changed();
    return { scope: draft.scope, dot, created };
  }

  #queue(): void {
    const waiting = this.#made.filter((made) => !made.isShared);
    this.outbox.value = waiting.map((made) => ({
      scope: made.scope,
      dot: made.dot,
      status: "pending",
      type: made.type,
      priority: 5,
      attempts: 0,
      created_ms: made.ms,
      deadline_ms: 0,
      records: made.before.map((each) => each.record),
    }));
    this.unshared.value = new Set(
      waiting.flatMap((made) =>
        made.before.map(({ record }) => rowKey({ scope: made.scope, record })),
      ),
    );
    const isOpen = this.status.peek().connection === "open";
    this.#say({
      waiting: waiting.length,
      sending: isOpen ? waiting.length : 0,
      waitingSinceMs: waiting[0]?.ms ?? null,
      isInSync: isOpen && waiting.length === 0,
      ...(isOpen && waiting.length === 0 && { lastInSyncMs: Date.now() }),
    });
    if (!isOpen || waiting.length === 0) return;
    setTimeout(() => {
      if (this.status.peek().connection !== "open") return;
      for (const made of waiting) made.isShared = true;
      this.#queue();
    }, this.#options.shareMs ?? 900);
  }

  async commit(draft: Draft): Promise<Committed> {
    if (this.status.peek().isFull) throw new WedSyncError("full", "no space left");
    return this.#apply(draft);
  }

  async whenShared(_scope: ScopeId, dot: Dot): Promise<"shared" | "refused"> {
    for (;;) {
      if (this.#made.find((made) => made.dot === dot)?.isShared) return "shared";
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async undo(scope: ScopeId, dot: Dot): Promise<Undone> {
    const made = this.#made.find((each) => each.dot === dot && each.scope === scope);
    if (!made) throw new WedSyncError("not_found", "no such change");
    made.isUndone = true;
    for (const { record, field, value } of [...made.before].reverse()) {
      const gone = this.#gone.get(record);
      if (field === deleted && gone) this.#rows.set(record, gone);
      const row = this.#rows.get(record);
      if (!row || field === deleted) continue;
      if (field === null) this.#rows.delete(record);
      else this.#rows.set(record, { ...row, values: { ...row.values, [field]: value ?? null } });
    }
    this.#changed();
    return { dot: `undo-${dot}`, left: [] };
  }

  async undoLast(scope: ScopeId): Promise<Undone> {
    const last = this.#made.filter((made) => made.scope === scope && !made.isUndone).at(-1);
    if (!last) throw new WedSyncError("not_found", "nothing to undo");
    return this.undo(scope, last.dot);
  }

  async redoLast(scope: ScopeId): Promise<Undone> {
    const last = this.#made.filter((made) => made.scope === scope && made.isUndone).at(-1);
    if (!last) throw new WedSyncError("not_found", "nothing to do again");
    const { dot } = this.#apply({ scope, edits: last.edits });
    return { dot, left: [] };
  }

  followViolations(): void {
    const { nowMs } = this.#options;
    this.violations.value ??= this.#rows.size > 0 ? misfits(this.#rows, nowMs) : [];
  }

  async repair(violation: Violation, repair: Repair): Promise<Dot> {
    const open = this.violations.value ?? [];
    const isIt = (each: Violation) => each.violation === violation.violation;
    if (!open.some(isIt)) throw new WedSyncError("not_found", "mended already");
    this.violations.value = open.filter((each) => !isIt(each));
    return (await this.commit(repair.draft)).dot;
  }

  async decide(
    scope: ScopeId,
    record: RecordId,
    field: string | readonly [number, number] | null,
    choice: Choice,
  ): Promise<Dot> {
    const isIt = (each: Conflict) =>
      each.scope === scope && each.record === record && each.field === field;
    const conflict = this.conflicts.value.find(isIt);
    if (!conflict) throw new WedSyncError("not_found", "decided already");
    this.conflicts.value = this.conflicts.value.filter((each) => !isIt(each));
    const row = this.#rows.get(record);
    if (row) this.#rows.set(record, { ...row, disputed: [], isContested: false });
    let dot = "decided";
    if (choice === "delete") this.#rows.delete(record);
    else if (typeof field === "string" && choice !== "keep") {
      const value =
        "write" in choice
          ? choice.write
          : (conflict.siblings.find((each) => each.dot === choice.take)?.value as Value);
      dot = this.#apply({ scope, edits: [{ edit: "set", record, field, value }] }).dot;
    }
    this.#changed();
    return dot;
  }

  async retryRefused(scope: ScopeId, dot: Dot, edits: readonly Edit[]): Promise<Committed> {
    await this.discardRefused(scope, dot);
    return this.#apply({ scope, edits });
  }

  async discardRefused(_scope: ScopeId, dot: Dot): Promise<void> {
    this.refused.value = this.refused.value.filter((each) => each.dot !== dot);
  }

  async join(joining: { invite: string; device: string }): Promise<Identity> {
    await new Promise((resolve) => setTimeout(resolve, 300));
    if (/^(0|bad)/.test(joining.invite)) throw new WedSyncError("bad_invite", "no such invitation");
    const identity = {
      hubName: "Vale House",
      person: me,
      role: "coordinator",
      device: joining.device,
    };
    this.#say({ connection: "open", isReadyOffline: false, download: { done: 0, total: 1_240 } });
    this.identity.value = identity;
    this.#fill();
    this.#changed();
    const step = () => {
      const { download } = this.status.peek();
      const done = Math.min(1_240, (download?.done ?? 0) + 124);
      this.#say({ download: { done, total: 1_240 }, isReadyOffline: done === 1_240 });
      if (done < 1_240) setTimeout(step, 150);
      else this.#say({ lastInSyncMs: Date.now(), isInSync: true });
    };
    setTimeout(step, 150);
    return identity;
  }

  async leave(): Promise<void> {
    this.#rows.clear();
    this.identity.value = null;
    this.scopes.value = [];
    this.conflicts.value = [];
    this.#say({ connection: "none", isReadyOffline: false, waiting: 0, lastInSyncMs: null });
    this.#changed();
  }

  async putPicture(scope: ScopeId, bytes: Blob): Promise<Picture> {
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", await bytes.arrayBuffer()));
    const sha256 = [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const picture = { sha256, size: bytes.size };
    this.#pictures.set(sha256, bytes);
    const { waiting } = this.pictures.peek();
    const isOpen = this.status.peek().connection === "open";
    if (!isOpen)
      this.pictures.value = {
        ...this.pictures.peek(),
        waiting: [...waiting, { scope, ...picture }],
      };
    return picture;
  }
  async getPicture(_: ScopeId, { sha256 }: Picture): Promise<Blob | null> {
    return this.#pictures.get(sha256) ?? null;
  }

  async claim(on: ClaimOn, options: ClaimOptions = {}): Promise<void> {
    const nowMs = Date.now();
    const { person = "", device = "", role = "" } = this.identity.value ?? {};
    const made: Claim = {
      on,
      kind: "record" in on ? "lease" : "area",
      label: options.label ?? "",
      person,
      device,
      role,
      own: true,
      state: this.status.peek().connection === "open" ? "held" : "alone",
      takenBy: "",
      untilMs: nowMs + ("record" in on ? 7 : (options.minutes ?? 240)) * 60_000,
      sinceMs: nowMs,
      isLive: this.status.peek().connection === "open",
    };
    const name = JSON.stringify(on);
    this.claims.value = [
      ...this.claims.value.filter((each) => JSON.stringify(each.on) !== name),
      made,
    ];
  }
  async release(on: ClaimOn): Promise<void> {
    const name = JSON.stringify(on);
    this.claims.value = this.claims.value.filter(
      (each) => !each.own || JSON.stringify(each.on) !== name,
    );
  }

  announce(): void {}
  withdraw(): void {}

  retryNow(): void {
    this.setOnline(true);
  }

  /** The network comes or goes. */
  setOnline(isOnline: boolean): void {
    this.#say({
      connection: isOnline ? "open" : "offline",
      failures: 0,
      nextTryMs: null,
    });
    this.present.value = this.present.value.map((each) => ({ ...each, isLive: isOnline }));
    this.#queue();
  }

  async persist(): Promise<boolean> {
    const { space } = this.status.peek();
    if (space) this.#say({ space: { ...space, isPersistent: true } });
    return true;
  }

  async exportStore(): Promise<Blob> {
    return new Blob(["made up"]);
  }

  async verify(scope: ScopeId) {
    const records = [...this.#rows.values()].filter((row) => row.scope === scope).length;
    return { ok: true, records, cells: "c0ffee", have: "c0ffee" };
  }

  async close(): Promise<void> {}
}
