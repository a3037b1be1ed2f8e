import type { DuePicture, Picture } from "../../api.ts";
import type { ScopeId } from "../../values.ts";
import { failure } from "../errors.ts";
import { sha256Of, typed } from "./kind.ts";
import type { Shelf } from "./shelf.ts";

/** The mark beside a picture that the hub of a scope has to get: SHA256.SCOPE.due */
const kMark = /^([0-9a-f]{64})\.([0-9]{1,20})\.due$/;

function markOf({ sha256, scope }: DuePicture): string {
  return `${sha256}.${scope}.due`;
}

/**
 * The pictures of a store, by their hash, on a shelf. One that was taken here has a mark until the hub
 * has it durably; the bytes stay, so that it is shown without a network.
 */
export class PictureStore {
  readonly #shelf: Shelf;
  #due: Promise<DuePicture[]>;
  #known: readonly DuePicture[] = [];

  constructor(shelf: Shelf) {
    this.#shelf = shelf;
    this.#due = this.#look();
  }

  /** Those that the hub does not have; as far as they are known by now. */
  get due(): readonly DuePicture[] {
    return this.#known;
  }

  /** Resolved when it is durable here. The same bytes twice are one picture. */
  async put(scope: ScopeId, bytes: Blob): Promise<Picture> {
    const picture = await typed(bytes);
    if (picture.type === "") throw failure("invalid", "a picture is a JPEG, a PNG or a WebP");
    const sha256 = await sha256Of(picture);
    await this.#write(sha256, picture);
    const due = { scope, sha256, size: picture.size };
    // The mark after the bytes: what has one is there.
    await this.#shelf.write(markOf(due), new Blob([String(picture.size)]));
    const known = await this.#due;
    if (!known.some((one) => markOf(one) === markOf(due))) known.push(due);
    this.#show(known);
    return { sha256, size: picture.size };
  }

  /** One that came from the hub. */
  async keep(sha256: string, bytes: Blob): Promise<void> {
    await this.#write(sha256, bytes);
  }

  async get({ sha256, size }: Picture): Promise<Blob | null> {
    const bytes = await this.#shelf.read(sha256);
    return bytes?.size === size ? typed(bytes) : null;
  }

  /** The hub has it. */
  async sent(due: DuePicture): Promise<void> {
    await this.#shelf.remove(markOf(due));
    const known = await this.#due;
    const at = known.findIndex((one) => markOf(one) === markOf(due));
    if (at >= 0) known.splice(at, 1);
    this.#show(known);
  }

  /** Looks again: another worker may have put something there. */
  async reload(): Promise<void> {
    this.#due = this.#look();
    await this.#due;
  }

  async clear(): Promise<void> {
    await this.#shelf.clear();
    await this.reload();
  }

  async #write(sha256: string, bytes: Blob): Promise<void> {
    const known = await this.#shelf.read(sha256);
    if (known?.size === bytes.size) return;
    await this.#shelf.write(sha256, bytes);
    // A full disk may cut short without a word: only what reads back the same counts as kept.
    if ((await this.#shelf.read(sha256))?.size === bytes.size) return;
    await this.#shelf.remove(sha256);
    throw failure("full", "the picture was not kept");
  }

  async #look(): Promise<DuePicture[]> {
    const due: DuePicture[] = [];
    for (const name of [...(await this.#shelf.names().catch(() => []))].sort()) {
      const [, sha256, scope] = kMark.exec(name) ?? [];
      if (!sha256 || !scope) continue;
      const bytes = await this.#shelf.read(sha256);
      if (bytes) due.push({ scope, sha256, size: bytes.size });
    }
    this.#show(due);
    return due;
  }

  #show(due: readonly DuePicture[]): void {
    this.#known = [...due];
  }
}
