/**
 * Bytes in blocks, so that a change costs the blocks it touched. Blocks are only changed in place;
 * a block that was never written is zeros.
 */
export const kBlockBytes = 16_384;

export class BlockFile {
  size = 0;
  readonly blocks = new Map<number, Uint8Array>();
  /** Numbers of blocks that were written, or went, since clean(). */
  readonly changed = new Set<number>();
  isSizeChanged = false;

  read(into: Uint8Array, at: number): number {
    const count = Math.max(0, Math.min(into.length, this.size - at));
    this.#eachPiece(at, count, (index, from, done, length) => {
      const block = this.blocks.get(index);
      if (block) into.set(block.subarray(from, from + length), done);
      else into.fill(0, done, done + length);
    });
    return count;
  }

  write(from: Uint8Array, at: number): number {
    if (at > this.size) this.#clearTail();
    this.#eachPiece(at, from.length, (index, begin, done, length) => {
      let block = this.blocks.get(index);
      if (!block) {
        block = new Uint8Array(kBlockBytes);
        this.blocks.set(index, block);
      }
      block.set(from.subarray(done, done + length), begin);
      this.changed.add(index);
    });
    if (at + from.length > this.size) this.#resize(at + from.length);
    return from.length;
  }

  truncate(size: number): void {
    if (size === this.size) return;
    const blocks = Math.ceil(size / kBlockBytes);
    for (const index of [...this.blocks.keys()]) {
      if (index < blocks) continue;
      this.blocks.delete(index);
      this.changed.add(index);
    }
    this.#resize(size);
    this.#clearTail();
  }

  clean(): void {
    this.changed.clear();
    this.isSizeChanged = false;
  }

  bytes(): Uint8Array {
    const all = new Uint8Array(this.size);
    this.read(all, 0);
    return all;
  }

  #resize(size: number): void {
    this.size = size;
    this.isSizeChanged = true;
  }

  /** What lies behind the end within its block is zeros when the file grows over it. */
  #clearTail(): void {
    const index = Math.floor(this.size / kBlockBytes);
    const block = this.blocks.get(index);
    if (!block) return;
    block.fill(0, this.size % kBlockBytes);
    this.changed.add(index);
  }

  #eachPiece(
    at: number,
    count: number,
    visit: (index: number, from: number, done: number, length: number) => void,
  ): void {
    for (let done = 0; done < count; ) {
      const from = (at + done) % kBlockBytes;
      const length = Math.min(kBlockBytes - from, count - done);
      visit(Math.floor((at + done) / kBlockBytes), from, done, length);
      done += length;
    }
  }
}
