import type { Picture } from "../../api.ts";
import type { ScopeId } from "../../values.ts";
import type { MediaHub } from "./hub_media.ts";
import { sha256Of } from "./kind.ts";

/** Broken off so often in one go: whoever wants it asks again. */
const kTries = 3;
/** Pictures of which a part is kept; the one that was begun first goes. */
const kBegunMost = 4;

/** Gets pictures from the hub, and what was broken off from where it broke. */
export class PictureFetcher {
  /** What there is of those that are not whole. In memory: another visit begins anew. */
  readonly #begun = new Map<string, Blob>();

  /** The bytes of that name; null: they cannot be had now. `hub` is asked for before each try. */
  async get(
    hub: () => MediaHub | null,
    scope: ScopeId,
    { sha256, size }: Picture,
  ): Promise<Blob | null> {
    const name = `${scope} ${sha256} ${size}`;
    for (let tries = 0; tries < kTries; ++tries) {
      const before = this.#begun.get(name) ?? new Blob();
      const arrived = await hub()?.get(scope, sha256, before.size, size);
      if (!arrived) return null;
      const bytes = new Blob([before.slice(0, arrived.from), arrived.bytes]);
      this.#begun.delete(name);
      if (bytes.size === size) return (await sha256Of(bytes)) === sha256 ? bytes : null;
      this.#keep(name, bytes);
    }
    return null;
  }

  clear(): void {
    this.#begun.clear();
  }

  #keep(name: string, bytes: Blob): void {
    for (const oldest of this.#begun.keys()) {
      if (this.#begun.size < kBegunMost) break;
      this.#begun.delete(oldest);
    }
    this.#begun.set(name, bytes);
  }
}
