/**
 * How this device is used, kept in the browser's storage until it is worth a change: one draft for
 * all tabs, so that a page that is loaded again, crashes or stands beside another goes on with it.
 */

/** What the module "analytics" counts, in its words. */
export interface Counted {
  /** Lengths of visits, in ms. */
  readonly sessions: readonly number[];
  readonly edits: number;
  /** Names of what was edited. The module keeps how many there were. */
  readonly touched: readonly string[];
}

/** So long without a touch, and the visit is over. */
export const pauseMs = 5 * 60_000;
/** Less than that is carried to what comes after it. */
export const worthMs = 60_000;
/** What the module takes at once. */
const countMax = 1_000;
/** A touch sooner after the one before it is not written down. */
const apartMs = 2_000;

interface Draft extends Counted {
  /** The visit that goes on; null: none. */
  readonly beganMs: number | null;
  readonly seenMs: number;
}
/** What is being written, since when. */
interface Handed extends Counted {
  readonly atMs: number;
}

const draftKey = "wedsync.use";
const handedKey = "wedsync.use_handed";
const nothing: Draft = { sessions: [], edits: 0, touched: [], beganMs: null, seenMs: 0 };

const together = (one: Counted, other: Counted): Counted => ({
  sessions: [...one.sessions, ...other.sessions].slice(-countMax),
  edits: one.edits + other.edits,
  touched: [...new Set([...one.touched, ...other.touched])].slice(0, countMax),
});

/** The draft without a visit that goes on: how long it was is known. */
function ended(draft: Draft): Draft {
  if (draft.beganMs === null) return draft;
  const length = Math.max(0, Math.round(draft.seenMs - draft.beganMs));
  const sessions = length > 0 ? [...draft.sessions, length].slice(-countMax) : draft.sessions;
  return { ...draft, sessions, beganMs: null };
}

const isOver = (draft: Draft, nowMs: number): boolean =>
  // A clock that was set back begins a visit anew.
  draft.beganMs !== null && (nowMs - draft.seenMs > pauseMs || nowMs < draft.seenMs);

const sumOf = (lengths: readonly number[]) => lengths.reduce((sum, each) => sum + each, 0);

export interface UseWorld {
  readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem">;
  readonly nowMs: () => number;
  /** Writes it as one change; rejected where it was not. */
  readonly write: (counted: Counted) => Promise<void>;
  /** When this device wrote such a change last, by its clock; null: never. */
  readonly writtenMs: () => Promise<number | null>;
}

/** Counts visits and what was done in them. No call throws: what cannot be counted is not. */
export class OwnUse {
  readonly #world: UseWorld;
  #isWriting = false;

  constructor(world: UseWorld) {
    this.#world = world;
  }

  /** Somebody touches the device. */
  touch(): void {
    const nowMs = this.#world.nowMs();
    const draft = this.#read();
    const isOn = draft.beganMs !== null && !isOver(draft, nowMs);
    if (isOn && nowMs - draft.seenMs < apartMs) return;
    const before = isOn ? draft : ended(draft);
    this.#keep({ ...before, beganMs: isOn ? draft.beganMs : nowMs, seenMs: nowMs });
  }

  /** Something was changed. */
  edited(touched: readonly string[]): void {
    this.touch();
    const draft = this.#read();
    this.#keep({ ...draft, ...together(draft, { sessions: [], edits: 1, touched }) });
  }

  /** The device was put down: the visit is over if it comes to something. */
  async leave(): Promise<void> {
    const over = ended(this.#read());
    if (sumOf(over.sessions) >= worthMs) await this.#write(over);
  }

  /** Called now and then, and at the start: ends a visit after which nobody came for a while. */
  async look(): Promise<void> {
    const draft = this.#read();
    if (!isOver(draft, this.#world.nowMs())) return;
    const over = ended(draft);
    this.#keep(over);
    if (sumOf(over.sessions) >= worthMs) await this.#write(over);
  }

  /** At the start: what a page was writing when it ended is written, or counted still. */
  async recover(): Promise<void> {
    const handed = this.#handed();
    if (handed === null) return;
    try {
      const writtenMs = await this.#world.writtenMs();
      if (writtenMs === null || writtenMs < handed.atMs) this.#takeBack(handed);
      this.#world.storage.removeItem(handedKey);
    } catch {
      // Nobody can tell yet: it is asked again at the next start.
    }
  }

  /** Nothing is to be counted: what was is forgotten. */
  forget(): void {
    try {
      this.#world.storage.removeItem(draftKey);
      this.#world.storage.removeItem(handedKey);
    } catch {
      // Nothing is kept here.
    }
  }

  async #write(over: Draft): Promise<void> {
    if (this.#isWriting || this.#handed() !== null) return;
    this.#isWriting = true;
    const { sessions, edits, touched } = over;
    const handed: Handed = { sessions, edits, touched, atMs: this.#world.nowMs() };
    try {
      this.#world.storage.setItem(handedKey, JSON.stringify(handed));
      this.#world.storage.removeItem(draftKey);
      await this.#world.write({ sessions, edits, touched }).catch(() => this.#takeBack(handed));
      this.#world.storage.removeItem(handedKey);
    } catch {
      // Full: it is left as it is.
    }
    this.#isWriting = false;
  }

  #takeBack(handed: Handed): void {
    const draft = this.#read();
    this.#keep({ ...draft, ...together(handed, draft) });
  }

  #read(): Draft {
    const found = this.#found<Draft>(draftKey);
    return found !== null && isCounted(found) && Number.isFinite(found.seenMs) ? found : nothing;
  }

  #handed(): Handed | null {
    const found = this.#found<Handed>(handedKey);
    return found !== null && isCounted(found) ? found : null;
  }

  #found<T>(key: string): T | null {
    try {
      return JSON.parse(this.#world.storage.getItem(key) ?? "null") as T | null;
    } catch {
      return null;
    }
  }

  #keep(draft: Draft): void {
    try {
      this.#world.storage.setItem(draftKey, JSON.stringify(draft));
    } catch {
      // Full, or this browser keeps nothing.
    }
  }
}

/** Whatever stands in the storage may be of another version. */
const isCounted = (found: Counted): boolean =>
  Array.isArray(found.sessions) && Array.isArray(found.touched) && Number.isFinite(found.edits);
