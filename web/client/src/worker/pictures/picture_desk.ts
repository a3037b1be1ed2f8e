import type { Picture, Pictures, Status } from "../../api.ts";
import type { ScopeId } from "../../values.ts";
import { PictureFetcher } from "./fetcher.ts";
import { type MediaHub, mediaHub } from "./hub_media.ts";
import { typed } from "./kind.ts";
import { PictureStore } from "./picture_store.ts";
import { PictureSender } from "./sender.ts";
import type { Shelf } from "./shelf.ts";

/** What it needs of the world. */
export interface PictureWorld {
  readonly shelf: Shelf;
  /** Of the hub, without a slash at the end. */
  readonly base: string;
  /** Of the session of the connection that is open; null: there is none. */
  token(): string | null;
  space(): Promise<Status["space"]>;
  changed(): void;
}

/** Less room than this is for changes: what came from the hub is shown and not kept. */
const kRoomLeast = 50 * 1024 * 1024;
const kHex = /^[0-9a-f]{64}$/;

/** Keeps the pictures of a store, sends what the hub lacks and gets what others took. */
export class PictureDesk {
  readonly #world: PictureWorld;
  readonly #store: PictureStore;
  readonly #sender: PictureSender;
  readonly #fetcher = new PictureFetcher();
  readonly #fetching = new Map<string, Promise<Blob | null>>();
  #status: Status | null = null;
  #token: string | null = null;

  constructor(world: PictureWorld) {
    this.#world = world;
    this.#store = new PictureStore(world.shelf);
    this.#sender = new PictureSender({
      hub: () => (this.#maySend() ? this.#hub() : null),
      due: () => this.#store.due,
      read: (due) => this.#store.get(due),
      sent: (due) => this.#store.sent(due),
      now: () => performance.now(),
      after: (ms, run) => {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
      changed: () => world.changed(),
    });
    void this.#store.reload().then(() => world.changed());
  }

  get shown(): Pictures {
    const isKnown = this.#status?.connection === "open";
    return {
      waiting: this.#store.due,
      sending: this.#sender.sending,
      isHeldBack: isKnown && (!this.#status?.isMediaAllowed || this.#sender.isSlow),
    };
  }

  /** How everything else stands. */
  follow(status: Status): void {
    this.#status = status;
    const token = this.#world.token();
    if (token && token !== this.#token) this.#sender.renew();
    this.#token = token;
    this.#sender.wake();
  }

  async put(scope: ScopeId, bytes: Blob): Promise<Picture> {
    const picture = await this.#store.put(scope, bytes);
    this.#world.changed();
    this.#sender.wake();
    return picture;
  }

  /** From here, else from the hub; null: it cannot be had now. */
  async get(scope: ScopeId, picture: Picture): Promise<Blob | null> {
    if (!kHex.test(picture.sha256)) return null;
    const kept = await this.#store.get(picture);
    if (kept) return kept;
    const name = `${scope} ${picture.sha256} ${picture.size}`;
    let fetching = this.#fetching.get(name);
    if (!fetching) {
      fetching = this.#fetch(scope, picture).finally(() => this.#fetching.delete(name));
      this.#fetching.set(name, fetching);
    }
    return fetching;
  }

  /** What another worker put there is sent from here. */
  async reload(): Promise<void> {
    await this.#store.reload();
    this.#sender.wake();
  }

  async clear(): Promise<void> {
    this.#fetcher.clear();
    await this.#store.clear();
  }

  stop(): void {
    this.#sender.stop();
  }

  #hub(): MediaHub | null {
    const token = this.#world.token();
    return token ? mediaHub(this.#world.base, token) : null;
  }

  /** The hub, while pictures may come from it. */
  #hubToAsk(): MediaHub | null {
    const status = this.#status;
    return status?.connection === "open" && status.isMediaAllowed ? this.#hub() : null;
  }

  /** After everything else, and where the strategy lets pictures travel. */
  #maySend(): boolean {
    const status = this.#status;
    if (status?.connection !== "open" || !status.isMediaAllowed) return false;
    return status.isInSync && status.waiting === 0 && !status.isHubFull;
  }

  async #fetch(scope: ScopeId, { sha256, size }: Picture): Promise<Blob | null> {
    // Asked first: what nobody has sent yet is no error.
    const held = await this.#hubToAsk()?.held(scope, sha256);
    if (held?.is !== "held" || !held.isComplete || held.offset !== size) return null;
    const bytes = await this.#fetcher.get(() => this.#hubToAsk(), scope, { sha256, size });
    if (!bytes) return null;
    const picture = await typed(bytes);
    if (picture.type === "") return null;
    const space = await this.#world.space().catch(() => null);
    const hasRoom = !space || space.quota - space.used > kRoomLeast + size;
    if (hasRoom) await this.#store.keep(sha256, picture).catch(() => {});
    return picture;
  }
}
