import type { Engine, NetworkHint } from "../engine.ts";
import type { EngineHost } from "../engine_host.ts";
import { asWedSyncError } from "../errors.ts";
import type { Channel, ChannelEvents, OpenChannel } from "./channel.ts";
import type { HubScope } from "./hub_api.ts";

/** What the link needs of the world. */
export interface LinkWorld {
  readonly base: string;
  readonly openWebSocket: OpenChannel;
  readonly openPlainHttp: OpenChannel;
  /** A token for the next connection. */
  session(): Promise<string>;
  /** What the device may follow now. */
  scopes(token: string): Promise<readonly HubScope[]>;
  now(): number;
}

/** After so many failures of WebSocket in a row it is left alone for a while. */
const kWebSocketFailuresMax = 2;
const kPlainOnlyMs = 10 * 60_000;
/** Clocks of a page stand still while the machine sleeps: looked at so often. */
const kLookAfterMs = 5_000;

/**
 * The way to the hub: does what the engine says about its connection, opens a session before each,
 * takes the WebSocket first and plain requests where none can be had. When to try, how much to
 * send, what a dead connection is: all of that is the engine's.
 */
export class Link {
  readonly #world: LinkWorld;
  readonly #host: () => EngineHost;
  readonly #device: string;
  readonly #erase: () => void;
  #channel: Channel | null = null;
  #isOpen = false;
  /** Counts connections, those that were only tried too. */
  #connection = 0;
  #failures = 0;
  #plainUntil = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isStopped = false;
  /** Of the session under which there is a connection, or is being made. */
  token: string | null = null;
  /** The hub knows this device no more, or lets it in no more. */
  isRefused = false;

  /** `erase` is called when the hub says that this device was lost: it stops the link. */
  constructor(world: LinkWorld, host: () => EngineHost, device: string, erase: () => void) {
    this.#world = world;
    this.#host = host;
    this.#device = device;
    this.#erase = erase;
  }

  /** The engine was opened: it begins anew. Called from within. */
  start(engine: Engine): void {
    this.#leave();
    engine.syncStart(this.#device);
  }

  /** Does what the engine wants now. Called from within, after everything that was done. */
  step(engine: Engine): void {
    if (this.#isStopped) return;
    for (let action = engine.syncPoll(); action.kind !== "none"; action = engine.syncPoll()) {
      if (action.kind === "connect") void this.#connect();
      else if (action.kind === "disconnect") this.#leave();
      else this.#channel?.send(action.frame);
    }
    this.#arm(engine.syncTimeout());
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#leave();
  }

  /** A hint of the browser, or of a person who wants it tried now. */
  network(isAvailable: boolean, hint: NetworkHint | null): void {
    this.#do((engine) => {
      engine.syncHint(hint);
      engine.syncNetwork(isAvailable);
    });
  }

  #arm(due: number | null): void {
    clearTimeout(this.#timer);
    const wait = due === null ? kLookAfterMs : Math.max(0, due - this.#world.now());
    this.#timer = setTimeout(
      () => this.#do((engine) => engine.syncTick()),
      Math.min(wait, kLookAfterMs),
    );
  }

  /** An error is of the store: the engine is opened anew, and start() is called. */
  #do(work: (engine: Engine) => void): void {
    if (!this.#isStopped)
      this.#host()
        .run("once", work)
        .catch(() => {});
  }

  #leave(): void {
    ++this.#connection;
    this.#channel?.close();
    this.#channel = null;
    this.#isOpen = false;
    this.token = null;
  }

  async #connect(): Promise<void> {
    this.#leave();
    const connection = this.#connection;
    const isOver = () => this.#isStopped || connection !== this.#connection;
    try {
      const token = await this.#world.session();
      this.isRefused = false;
      if (isOver()) return;
      this.token = token;
      await this.#host().run("once", (engine) => engine.syncToken(token));
      if (isOver()) return;
      this.#open(connection);
      await this.#follow(token).catch(() => {});
    } catch (error) {
      const told = asWedSyncError(error);
      this.isRefused = told.code === "unauthorized" || told.code === "erased";
      if (!isOver()) this.#closed(told.message);
      if (told.code === "erased" && !this.#isStopped) this.#erase();
    }
  }

  #open(connection: number): void {
    const isPlain = this.#world.now() < this.#plainUntil;
    const open = isPlain ? this.#world.openPlainHttp : this.#world.openWebSocket;
    const ifCurrent =
      <A extends unknown[]>(act: (...args: A) => void) =>
      (...args: A) => {
        if (!this.#isStopped && connection === this.#connection) act(...args);
      };
    const events: ChannelEvents = {
      opened: ifCurrent(() => {
        this.#isOpen = true;
        this.#failures = 0;
        this.#do((engine) => engine.syncConnected());
      }),
      frame: ifCurrent((frame) => this.#do((engine) => engine.syncFrame(frame))),
      closed: ifCurrent((reason) => {
        if (!this.#isOpen && !isPlain) this.#noteFailure();
        this.#closed(reason);
      }),
    };
    this.#channel = open(this.#world.base, events);
  }

  /** The session was opened over HTTP a moment ago: where a WebSocket fails, that goes through. */
  #noteFailure(): void {
    if (++this.#failures < kWebSocketFailuresMax) return;
    this.#failures = 0;
    this.#plainUntil = this.#world.now() + kPlainOnlyMs;
  }

  #closed(reason: string): void {
    this.#leave();
    this.#do((engine) => engine.syncClosed(reason));
  }

  /** Holds what the hub gave this device since it joined. */
  async #follow(token: string): Promise<void> {
    const scopes = await this.#world.scopes(token);
    this.#do((engine) => {
      const held = new Map(engine.scopes().map(({ scope, name }) => [scope, name]));
      for (const { scope, name } of scopes) if (!held.has(scope)) engine.addScope(scope, name);
    });
  }
}
