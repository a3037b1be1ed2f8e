import type { Bus, Locks, Note } from "../worker/bus.ts";

type Held = (release: () => void) => void;

/** The locks and channels that an origin's tabs share, and tabs that freeze and die. */
export class FakeOrigin {
  readonly #queues = new Map<string, { tab: FakeTab; held: Held }[]>();
  readonly tabs = new Set<FakeTab>();

  tab(name: string): FakeTab {
    const tab = new FakeTab(this, name);
    this.tabs.add(tab);
    return tab;
  }

  queue(tab: FakeTab, name: string, held: Held): void {
    const queue = this.#queues.get(name) ?? [];
    this.#queues.set(name, queue);
    queue.push({ tab, held });
    if (queue.length === 1) this.#give(name);
  }

  isHeld(name: string): boolean {
    return (this.#queues.get(name)?.length ?? 0) > 0;
  }

  /** All that the tab holds or waits for comes free. */
  forget(tab: FakeTab): void {
    this.tabs.delete(tab);
    for (const [name, queue] of this.#queues) {
      const holder = queue[0]?.tab;
      const left = queue.filter((one) => one.tab !== tab);
      this.#queues.set(name, left);
      if (holder === tab && left.length > 0) this.#give(name);
    }
  }

  #give(name: string): void {
    const first = this.#queues.get(name)?.[0];
    if (!first) return;
    queueMicrotask(() =>
      first.tab.run(() =>
        first.held(() => {
          const queue = this.#queues.get(name) ?? [];
          if (queue[0] !== first) return;
          queue.shift();
          this.#give(name);
        }),
      ),
    );
  }
}

export class FakeTab {
  readonly locks: Locks;
  readonly bus: Bus;
  #hear: (note: Note) => void = () => {};
  #isFrozen = false;
  #isDead = false;
  #waiting: (() => void)[] = [];

  constructor(
    readonly origin: FakeOrigin,
    readonly name: string,
  ) {
    this.locks = {
      hold: (lock, held) => origin.queue(this, lock, held),
      ifFree: (lock, work) => (origin.isHeld(lock) ? Promise.resolve(null) : work()),
    };
    this.bus = {
      post: (to, note) => {
        if (this.#isDead) return;
        const copy = structuredClone(note);
        for (const tab of origin.tabs) {
          if (tab !== this && (to === null || tab.name === to)) {
            queueMicrotask(() => tab.run(() => tab.#hear(copy)));
          }
        }
      },
      listen: (hear) => {
        this.#hear = hear;
      },
      close: () => {},
    };
  }

  /** What happens to a frozen tab happens when it thaws, to a dead one never. */
  run(what: () => void): void {
    if (this.#isDead) return;
    if (this.#isFrozen) this.#waiting.push(what);
    else what();
  }

  get isFrozen(): boolean {
    return this.#isFrozen;
  }

  freeze(): void {
    this.#isFrozen = true;
  }

  thaw(): void {
    this.#isFrozen = false;
    for (const what of this.#waiting.splice(0)) what();
  }

  die(): void {
    this.#isDead = true;
    this.origin.forget(this);
  }
}
