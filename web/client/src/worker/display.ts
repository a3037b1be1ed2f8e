import type { Identity, Pictures, Status, StoreState, WedSyncError } from "../api.ts";
import type { Changed, Notice, Overview } from "../methods.ts";
import type { Dot, ScopeId } from "../values.ts";
import type { Engine } from "./engine.ts";
import { asWedSyncError } from "./errors.ts";
import * as overview from "./overview.ts";
import { Waiters } from "./waiters.ts";

/** What a display needs of its desk. */
export interface DisplayWorld {
  readonly storeState: StoreState;
  read<T>(read: (engine: Engine) => T): Promise<T>;
  identity(): Identity | null;
  isRefused(): boolean;
  /** Own changes that waited when the store was opened. */
  pendingBefore(): number;
  pictures(): Pictures;
  space(): Promise<Status["space"]>;
  noteInSync(ms: number): Promise<void>;
  /** How things stand, whenever it was looked at. */
  shown(status: Status): void;
  emit(client: string, notice: Notice): void;
}

/** What there is to show is read again after so long at the soonest, or after ten times as long as
 * reading and telling it took. */
const kRefreshAfterMs = 40;
const kRefreshShare = 10;
/** How exact the time is at which everything was last in sync. */
const kNoteAfterMs = 5_000;

/** Keeps the tabs' overview as things are. */
export class Display {
  isFull = false;
  isErased = false;
  lastInSyncMs: number | null = null;
  readonly #world: DisplayWorld;
  readonly #clients = new Set<string>();
  /** Those that follow violations. */
  readonly #following = new Set<string>();
  readonly #waiters = new Waiters();
  #shown: Overview | null = null;
  #told: overview.Told = {};
  #refresh: ReturnType<typeof setTimeout> | undefined;
  #costMs = 0;
  #isClosed = false;

  constructor(world: DisplayWorld) {
    this.#world = world;
  }

  attach(client: string): void {
    this.#clients.add(client);
    if (this.#shown) {
      const { changed } = overview.changes({}, this.#shown);
      this.#world.emit(client, { notice: "overview", changed });
    } else this.touch();
  }

  detach(client: string): void {
    this.#clients.delete(client);
    this.#following.delete(client);
  }

  followViolations(client: string): void {
    this.#following.add(client);
    this.touch();
  }

  whenShared(scope: ScopeId, dot: Dot): Promise<"shared" | "refused"> {
    return this.#waiters.add(scope, dot, () => this.touch());
  }

  /** Something may be otherwise. */
  touch(): void {
    if (this.#refresh !== undefined || this.#isClosed) return;
    const wait = Math.max(kRefreshAfterMs, kRefreshShare * this.#costMs);
    this.#refresh = setTimeout(() => void this.#show(), wait);
  }

  /** Shows how things are before it is resolved. */
  async now(): Promise<void> {
    clearTimeout(this.#refresh);
    await this.#show();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#refresh);
  }

  async #show(): Promise<void> {
    const space = await this.#world.space().catch(() => null);
    this.#refresh = undefined;
    if (this.#isClosed) return;
    try {
      this.#tell(await this.#world.read((engine) => this.#read(engine, space)));
    } catch (error) {
      if (!this.#isClosed) this.#tellFailure(asWedSyncError(error));
    }
  }

  #read(engine: Engine, space: Status["space"]): Overview {
    const begun = performance.now();
    const identity = this.#world.identity();
    const shown = overview.read(
      engine,
      {
        store: this.#world.storeState,
        pendingBefore: this.#world.pendingBefore(),
        isJoined: identity !== null,
        isRefused: this.#world.isRefused(),
        isFull: this.isFull,
        isErased: this.isErased,
        followsViolations: this.#following.size > 0,
        space,
        lastInSyncMs: this.lastInSyncMs,
        wallMs: Date.now(),
        monotonicMs: begun,
      },
      this.#shown,
    );
    this.#costMs = performance.now() - begun;
    return { ...shown, identity, pictures: this.#world.pictures() };
  }

  #tell(shown: Overview): void {
    const begun = performance.now();
    const { changed, told } = overview.changes(this.#told, shown);
    this.#told = told;
    this.#shown = shown;
    this.#noteInSync(shown.status);
    this.#world.shown(shown.status);
    this.#waiters.settle(shown);
    if (Object.keys(changed).length > 0) this.#emit(changed);
    this.#costMs += performance.now() - begun;
  }

  #tellFailure({ code, message }: WedSyncError): void {
    const status = this.#shown?.status ?? overview.kNothingYet;
    this.#emit({ status: { ...status, store: { kind: "failed", code, reason: message } } });
  }

  #emit(changed: Changed): void {
    for (const client of this.#clients) this.#world.emit(client, { notice: "overview", changed });
  }

  #noteInSync({ isInSync }: Status): void {
    const now = Date.now();
    if (!isInSync || now - (this.lastInSyncMs ?? 0) < kNoteAfterMs) return;
    this.lastInSyncMs = now;
    void this.#world.noteInSync(now).catch(() => {});
    this.touch();
  }
}
