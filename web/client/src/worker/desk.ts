import type { Identity, Joining, Status, StoreState } from "../api.ts";
import type { Answer, Arguments, Method, Notice } from "../methods.ts";
import type { ScopeId } from "../values.ts";
import { Display } from "./display.ts";
import type { Author, Engine, OpenOn } from "./engine.ts";
import { EngineHost, type Work } from "./engine_host.ts";
import { Errands, stateOf } from "./errands.ts";
import { asWedSyncError, failure } from "./errors.ts";
import { type FileStore, kDatabase } from "./files/files.ts";
import { memoryStore } from "./files/memory_files.ts";
import { Leases } from "./leases.ts";
import { LiveQueries } from "./live_queries.ts";
import type { Hint } from "./messages.ts";
import { kNoPictures } from "./overview.ts";
import { PictureDesk } from "./pictures/picture_desk.ts";
import type { Shelf } from "./pictures/shelf.ts";
import { Presences } from "./presences.ts";
import { inSteps } from "./steps.ts";
import { Link, type LinkWorld } from "./transport/link.ts";
import { joinHub, type Keyring, type Membership } from "./transport/membership.ts";

/** What a desk needs of the world. */
export interface DeskWorld {
  /** Where edits are kept, for the status. */
  readonly storeState: StoreState;
  openStore(): Promise<FileStore>;
  readonly openEngine: OpenOn;
  readonly keyring: Keyring;
  /** Of the hub, without a slash at the end. */
  readonly base: string;
  /** The way to the hub; none where edits are only kept aside. */
  link(member: Membership): LinkWorld | null;
  /** Where pictures are kept; none: none are. */
  readonly pictures?: Shelf;
  space(): Promise<Status["space"]>;
  emit(client: string, notice: Notice): void;
}

const kNobody: Author = { person: "", device: "browser", role: "" };
type Handlers = {
  [M in Method]: (client: string, ...args: Arguments<M>) => Promise<Answer<M>>;
};

/** Answers every call on one store: its engine, its way to the hub, and who has to be told what. */
export class Desk {
  readonly #world: DeskWorld;
  readonly #live: LiveQueries;
  readonly #display: Display;
  /** Scopes that are known to be held. */
  readonly #own = new Set<ScopeId>();
  readonly #presences = new Presences();
  readonly #leases = new Leases();
  readonly #handlers: Handlers;
  readonly #pictures: PictureDesk | null;
  #store!: FileStore;
  #host!: EngineHost;
  #member: Membership | null = null;
  #link: Link | null = null;
  readonly #errands: Errands;
  #hint: Hint["hint"] | null = null;
  #pendingBefore: number | null = null;
  #couldNotErase = false;

  private constructor(world: DeskWorld) {
    this.#world = world;
    this.#live = new LiveQueries((client, notice) => world.emit(client, notice));
    this.#display = new Display({
      storeState: world.storeState,
      read: (read) => this.#host.run("read", read),
      identity: () => this.#member?.identity ?? null,
      isRefused: () => this.#link?.isRefused ?? false,
      pendingBefore: () => this.#pendingBefore ?? 0,
      space: () => world.space(),
      noteInSync: (ms) => world.keyring.noteInSync(ms),
      pictures: () => this.#pictures?.shown ?? kNoPictures,
      shown: (status) => this.#pictures?.follow(status),
      emit: (client, notice) => world.emit(client, notice),
    });
    this.#errands = new Errands({
      base: world.base,
      host: () => this.#host,
      token: () => this.#link?.token ?? null,
    });
    this.#pictures = world.pictures
      ? new PictureDesk({
          shelf: world.pictures,
          base: world.base,
          token: () => this.#link?.token ?? null,
          space: () => world.space(),
          changed: () => this.#display.touch(),
        })
      : null;
    this.#handlers = this.#makeHandlers();
  }

  static async open(world: DeskWorld): Promise<Desk> {
    const desk = new Desk(world);
    // Both wait for the browser.
    const opening = world.openStore();
    opening.catch(() => {});
    try {
      [desk.#member, desk.#display.lastInSyncMs] = await Promise.all([
        world.keyring.load(),
        world.keyring.lastInSync().catch(() => null),
      ]);
    } catch (error) {
      await opening.then((store) => store.close()).catch(() => {});
      throw error;
    }
    await desk.#openEngine(await opening);
    return desk;
  }

  call<M extends Method>(client: string, method: M, args: Arguments<M>): Promise<Answer<M>> {
    // What is asked comes over a channel, maybe from a tab of another version.
    if (!Object.hasOwn(this.#handlers, method) || !Array.isArray(args)) {
      return Promise.reject(failure("invalid", `there is no call ${String(method)}`));
    }
    return this.#handlers[method](client, ...args);
  }

  /** Own changes that no hub has, to be adopted elsewhere. */
  exportPending(): Promise<string> {
    return this.#host.run("read", (engine) => engine.exportPending());
  }

  /** What the browser says of the network: hints, the engine finds out by itself. */
  network(hint: Hint["hint"]): void {
    this.#hint = hint;
    this.#link?.network(hint.isOnline, hint.network);
  }

  /** Own changes that did not come back from the hub. */
  countPending(): Promise<number> {
    return this.#host.run("read", countPending);
  }

  /** What waits for the hub beside the log. */
  countActions(): Promise<number> {
    return this.#host.run("read", (engine) => stateOf(engine).waiting);
  }

  async close(): Promise<void> {
    await this.#shut();
    await this.#store.close();
  }

  /** Closes it and removes the store. */
  async destroy(): Promise<void> {
    await this.#shut();
    await this.#store.destroy();
  }

  async #shut(): Promise<void> {
    this.#display.close();
    this.#errands.stop();
    this.#pictures?.stop();
    this.#link?.stop();
    await this.#host.close();
  }

  async #openEngine(store: FileStore): Promise<void> {
    this.#store = store;
    try {
      this.#host = await EngineHost.create(
        store,
        () => this.#world.openEngine(store.files, this.#author()),
        {
          opened: (engine) => {
            this.#own.clear();
            this.#pendingBefore ??= countPending(engine);
            this.#startLink(engine);
            this.#live.restart(engine);
            this.#presences.restart(engine);
            this.#leases.restart(engine);
          },
          after: (engine) => {
            this.#link?.step(engine);
            this.#errands.follow();
            this.#live.tell(engine);
            this.#display.touch();
          },
        },
      );
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  #author(): Author {
    if (!this.#member) return kNobody;
    const { person, device, role } = this.#member.identity;
    return { person, device, role };
  }

  #startLink(engine: Engine): void {
    if (!this.#member) return;
    const world = this.#world.link(this.#member);
    if (!world) return;
    this.#link ??= new Link(
      world,
      () => this.#host,
      this.#member.identity.device,
      () => void this.#erase(),
    );
    this.#link.start(engine);
    if (this.#hint) this.#link.network(this.#hint.isOnline, this.#hint.network);
  }

  // What can be asked.

  #makeHandlers(): Handlers {
    const read =
      <M extends Method>(run: (engine: Engine, ...args: Arguments<M>) => Answer<M>) =>
      (_: string, ...args: Arguments<M>) =>
        this.#host.run("read", (engine) => run(engine, ...args));
    const write =
      <M extends Method>(kind: Work, run: (engine: Engine, ...args: Arguments<M>) => Answer<M>) =>
      (_: string, ...args: Arguments<M>) =>
        this.#write(kind, (engine) => run(engine, ...args));
    return {
      query: read<"query">((engine, query) => engine.query(query)),
      get: read<"get">((engine, scope, record) => engine.get(scope, record)),
      search: read<"search">((engine, words, scope, limit) => engine.search(words, scope, limit)),
      history: read<"history">((engine, scope, record) => engine.history(scope, record)),
      suggestions: read<"suggestions">((engine, scope) => engine.suggestions(scope)),
      decisions: read<"decisions">((engine, scope, limit) => engine.decisions(scope, limit)),
      forecast: read<"forecast">((engine, scope, record, field) =>
        engine.forecast(scope, record, field),
      ),
      activity: read<"activity">((engine, scope, record, limit) =>
        engine.activity(scope, record, limit),
      ),
      askModule: (_, module, question) =>
        inSteps(() => this.#host.run("read", (engine) => engine.askModule(module, question))),
      verify: read<"verify">((engine, scope) => engine.verify(scope)),
      exportStore: () => this.#exportStore(),
      whenShared: (_, scope, dot) => this.#display.whenShared(scope, dot),

      commit: write<"commit">("repeatable", (engine, draft, key) => {
        this.#hold(engine, draft.scope);
        return engine.commit({ ...draft, key });
      }),
      undo: write<"undo">("once", (engine, scope, dot) => engine.undo(scope, dot)),
      undoLast: write<"undoLast">("once", (engine, scope) => engine.undoLast(scope)),
      redoLast: write<"redoLast">("once", (engine, scope) => engine.redoLast(scope)),
      decide: write<"decide">("once", (engine, ...args) => engine.decide(...args)),
      setDecides: write<"setDecides">("repeatable", (engine, scope, ...args) => {
        this.#hold(engine, scope);
        engine.setDecides(scope, ...args);
      }),
      actModule: async (_, module, action) => {
        const done = await inSteps(() =>
          this.#write("once", (engine) => {
            this.#hold(engine, action.scope);
            return engine.actModule(module, action);
          }),
        );
        this.#errands.look();
        return done;
      },
      followViolations: async (client) => this.#display.followViolations(client),
      repair: write<"repair">("once", (engine, ...args) => engine.repair(...args)),
      retryRefused: write<"retryRefused">("once", (engine, ...args) =>
        engine.retryRefused(...args),
      ),
      discardRefused: write<"discardRefused">("repeatable", (engine, scope, dot) =>
        engine.discardRefused(scope, dot),
      ),
      adopt: (_, pending) => this.#adopt(pending),

      putPicture: (_, scope, bytes) => this.#ofPictures().put(scope, bytes),
      getPicture: (_, scope, picture) => this.#ofPictures().get(scope, picture),

      join: (_, joining) => this.#join(joining),
      leave: () => this.#leave(),
      retryNow: async () => this.#link?.network(true, this.#hint?.network ?? null),
      announce: (client, presence) =>
        this.#host.run("repeatable", (engine) => this.#presences.set(engine, client, presence)),
      withdraw: (client, scope) =>
        this.#host.run("repeatable", (engine) => this.#presences.withdraw(engine, client, scope)),
      claim: (client, on, options) =>
        this.#claims((engine) => this.#leases.claim(engine, client, on, options)),
      release: (client, on) => this.#claims((engine) => this.#leases.release(engine, client, on)),

      liveOpen: (client, live, query) =>
        this.#host.run("read", (engine) => this.#live.open(engine, client, live, query)),
      liveClose: (client, live) =>
        this.#host.run("read", (engine) => this.#live.close(engine, client, live)),
      attach: async (client) => this.#display.attach(client),
      detach: (client) => this.#detach(client),
    };
  }

  /** Without a hub there is nobody to know of them. */
  async #claims(run: (engine: Engine) => void): Promise<void> {
    if (this.#member) await this.#host.run("repeatable", run);
  }

  /** Until a hub says which scopes there are, there are those that are written to. */
  #hold(engine: Engine, scope: ScopeId | undefined): void {
    if (scope === undefined || this.#member || this.#own.has(scope)) return;
    engine.addScope(scope, "");
    this.#own.add(scope);
  }

  async #write<T>(kind: Work, run: (engine: Engine) => T): Promise<T> {
    try {
      const value = await this.#host.run(kind, run);
      this.#display.isFull = false;
      return value;
    } catch (error) {
      if (asWedSyncError(error).code === "full") this.#display.isFull = true;
      this.#display.touch();
      throw error;
    }
  }

  /** And with the changes what was put aside beside them. */
  async #adopt(pending: string): Promise<void> {
    await this.#write("repeatable", (engine) => engine.adopt(pending));
    await this.#pictures?.reload();
  }

  #ofPictures(): PictureDesk {
    if (!this.#pictures) throw failure("invalid", "no pictures are kept here");
    return this.#pictures;
  }

  #detach(client: string): Promise<void> {
    this.#display.detach(client);
    return this.#host.run("repeatable", (engine) => {
      this.#live.closeAll(engine, client);
      this.#presences.withdrawAll(engine, client);
      this.#leases.releaseAll(engine, client);
    });
  }

  /** Kept aside, it is not the store that joins or leaves. */
  #checkOwn(): void {
    if (this.#world.storeState.kind !== "aside") return;
    throw failure("unreachable", "the tab that has the data does not answer");
  }

  async #join(joining: Joining): Promise<Identity> {
    this.#checkOwn();
    if (this.#member) throw failure("invalid", "this store has joined a hub already");
    const { membership, scopes } = await joinHub(this.#world.base, joining);
    await this.#world.keyring.save(membership);
    this.#member = membership;
    this.#display.isErased = false;
    // From now on another edits here.
    await this.#host.reopen();
    await this.#write("repeatable", (engine) => {
      for (const { scope, name } of scopes) engine.addScope(scope, name);
    });
    await this.#display.now();
    return membership.identity;
  }

  /** The hub says that this device was lost. What fails is tried again at the next opening. */
  async #erase(): Promise<void> {
    if (this.#couldNotErase) return;
    this.#display.isErased = true;
    await this.#leave().catch(() => {
      this.#couldNotErase = true;
      this.#display.isErased = false;
    });
  }

  async #leave(): Promise<void> {
    this.#checkOwn();
    this.#link?.stop();
    this.#link = null;
    await this.#host.close();
    // The key last: what could not be erased is not left to nobody.
    try {
      await this.#store.destroy();
      await this.#pictures?.clear();
      await this.#world.keyring.forget();
      this.#member = null;
      this.#display.lastInSyncMs = null;
    } finally {
      await this.#openEngine(await this.#world.openStore());
    }
    await this.#display.now();
  }

  /** A copy in memory is opened and closed, so that all of it is in one file. */
  async #exportStore(): Promise<Blob> {
    const copy = memoryStore(await this.#host.run("read", () => this.#store.snapshot()));
    (await this.#world.openEngine(copy.files, this.#author())).close();
    const file = copy.snapshot().get(kDatabase);
    if (!file) throw failure("store", "the copy has no database");
    return new Blob([file as Uint8Array<ArrayBuffer>], { type: "application/vnd.sqlite3" });
  }
}

function countPending(engine: Engine): number {
  return engine.scopes().reduce((sum, { pending }) => sum + pending, 0);
}
