import type { WedSyncError } from "../api.ts";
import type { Engine } from "./engine.ts";
import { asWedSyncError, failure } from "./errors.ts";
import type { FileStore } from "./files/files.ts";

/**
 * What a piece of work does, for the case that it has to be done again: `read` changes nothing,
 * `repeatable` does nothing the second time, `once` is never repeated.
 */
export type Work = "read" | "repeatable" | "once";

interface Job {
  readonly kind: Work;
  readonly run: (engine: Engine) => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: WedSyncError) => void;
}
interface Done {
  readonly job: Job;
  readonly value: unknown;
}

/** What the owner of a host is told, from within. */
export interface HostHooks {
  /** The engine was opened, at first or anew: what was started in it has to be started again. */
  opened(engine: Engine): void;
  /** Something was changed and is durable; called before that is answered. */
  after(engine: Engine): void;
}

/** So many calls are made durable together at most. */
const kBatchMax = 200;

/**
 * Keeps an engine on its files: one call after the other, answered when what it wrote is durable.
 * An engine that broke is opened anew on what is durable; nobody is told that something was done
 * which was not.
 */
export class EngineHost {
  #engine: Engine;
  readonly #store: FileStore;
  readonly #open: () => Promise<Engine>;
  readonly #hooks: HostHooks;
  #queue: Job[] = [];
  #isDraining = false;
  #end: WedSyncError | null = null;
  #ended: (() => void) | null = null;

  private constructor(
    store: FileStore,
    engine: Engine,
    open: () => Promise<Engine>,
    hooks: HostHooks,
  ) {
    this.#store = store;
    this.#engine = engine;
    this.#open = open;
    this.#hooks = hooks;
  }

  static async create(
    store: FileStore,
    open: () => Promise<Engine>,
    hooks: HostHooks,
  ): Promise<EngineHost> {
    const engine = await open();
    // What opening writes it writes again the next time: a full store can still be read.
    await store.settle()?.catch(() => {});
    const host = new EngineHost(store, engine, open, hooks);
    hooks.opened(engine);
    hooks.after(engine);
    return host;
  }

  /** Why nothing goes any more; null: it goes. */
  get problem(): WedSyncError | null {
    return this.#end;
  }

  run<T>(kind: Work, run: (engine: Engine) => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#end) return reject(this.#end);
      this.#queue.push({ kind, run, resolve: resolve as (value: unknown) => void, reject });
      if (!this.#isDraining) void this.#drain();
    });
  }

  /** After what is under way: opens the engine anew. */
  async reopen(): Promise<void> {
    await this.run("once", () => {
      throw new Reopening();
    }).catch(() => {
      if (this.#end) throw this.#end;
    });
  }

  /** Ends the engine and lets go of the files, after what is under way. */
  async close(): Promise<void> {
    if (!this.#end) this.#end = failure("closed", "the client was closed");
    if (this.#isDraining) await new Promise<void>((resolve) => (this.#ended = resolve));
    closeQuietly(this.#engine);
    await this.#store.settle()?.catch(() => {});
  }

  async #drain(): Promise<void> {
    this.#isDraining = true;
    while (this.#queue.length > 0) {
      const batch = this.#queue.splice(0, kBatchMax);
      const done: Done[] = [];
      const broken = this.#runAll(batch, done);
      const settling = this.#store.settle();
      if (settling) {
        const error = await settling.then(() => null, asWedSyncError);
        // Reading shows what is durable all the same.
        if (error && done.some(({ job }) => job.kind !== "read")) {
          await this.#lost(batch, done, error);
          continue;
        }
      }
      const hasChanged = done.some(({ job }) => job.kind !== "read");
      if (!broken && hasChanged) this.#hooks.after(this.#engine);
      for (const { job, value } of done) job.resolve(value);
      if (broken) await this.#broke(broken, batch);
    }
    this.#isDraining = false;
    this.#ended?.();
  }

  /** Moves what was done to `done`; what remains in the batch was not run. */
  #runAll(batch: Job[], done: Done[]): Broken | null {
    for (let job = batch.shift(); job; job = batch.shift()) {
      try {
        done.push({ job, value: job.run(this.#engine) });
      } catch (error) {
        const told = asWedSyncError(error);
        if (told !== error || told.code === "store") return { job, error, told };
        job.reject(told);
      }
    }
    return null;
  }

  /** The engine stopped within a call. */
  async #broke({ job, error, told }: Broken, rest: Job[]): Promise<void> {
    const isRetried = job.kind !== "once" && !retried.has(job);
    retried.add(job);
    this.#queue.unshift(...(isRetried ? [job] : []), ...rest);
    const isOpen = await this.#openAnew(error instanceof Reopening);
    if (!isRetried || !isOpen) job.reject(told);
  }

  /** What was done did not become durable. */
  async #lost(rest: Job[], done: Done[], error: WedSyncError): Promise<void> {
    const again: Job[] = [];
    for (const { job } of done) {
      if (job.kind === "read") again.push(job);
      else job.reject(error);
    }
    this.#queue.unshift(...again, ...rest);
    closeQuietly(this.#engine);
    try {
      await this.#store.reload();
    } catch (failed) {
      return this.#giveUp(asWedSyncError(failed));
    }
    await this.#openAnew(false);
  }

  async #openAnew(isHealthy: boolean): Promise<boolean> {
    if (isHealthy) closeQuietly(this.#engine);
    try {
      this.#engine = await this.#open();
      await this.#store.settle()?.catch(() => {});
      this.#hooks.opened(this.#engine);
      this.#hooks.after(this.#engine);
      return true;
    } catch (error) {
      this.#giveUp(asWedSyncError(error));
      return false;
    }
  }

  #giveUp(error: WedSyncError): void {
    this.#end ??= error;
    for (const job of this.#queue.splice(0)) job.reject(error);
  }
}

interface Broken {
  readonly job: Job;
  readonly error: unknown;
  readonly told: WedSyncError;
}

/** Thrown by reopen() to end the batch it is in. */
class Reopening extends Error {}

const retried = new WeakSet<Job>();

function closeQuietly(engine: Engine): void {
  try {
    engine.close();
  } catch {
    // It is of no use any more in any case.
  }
}
