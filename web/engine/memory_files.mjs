// `files` in memory: for tests, and for a page that has nowhere to keep anything.
export class MemoryFiles {
  #files = new Map(); // name -> { bytes, size }
  #open = new Map(); // handle -> name
  #next = 0;

  /** The bytes of a file as they are now, copied; null if there is none. */
  bytesOf(name) {
    const file = this.#files.get(name);
    return file ? file.bytes.slice(0, file.size) : null;
  }
  /** Puts a file there. */
  put(name, bytes) {
    this.#files.set(name, { bytes: bytes.slice(), size: bytes.length });
  }

  open(name, flags) {
    if (!this.#files.has(name)) {
      if ((flags & 1) === 0) return -1;
      this.#files.set(name, { bytes: new Uint8Array(4096), size: 0 });
    }
    this.#open.set(this.#next, name);
    return this.#next++;
  }
  close(handle) {
    this.#open.delete(handle);
  }
  read(handle, into, at) {
    const { bytes, size } = this.#of(handle);
    const part = bytes.subarray(Math.min(at, size), Math.min(at + into.length, size));
    into.set(part);
    return part.length;
  }
  write(handle, from, at) {
    const file = this.#of(handle);
    this.#grow(file, at + from.length);
    file.bytes.set(from, at);
    file.size = Math.max(file.size, at + from.length);
    return from.length;
  }
  truncate(handle, size) {
    const file = this.#of(handle);
    this.#grow(file, size);
    file.bytes.fill(0, size);
    file.size = size;
    return true;
  }
  size(handle) {
    return this.#of(handle).size;
  }
  flush() {
    return true;
  }
  remove(name) {
    this.#files.delete(name);
  }
  exists(name) {
    return this.#files.has(name);
  }

  #of(handle) {
    return this.#files.get(this.#open.get(handle));
  }
  #grow(file, size) {
    if (size <= file.bytes.length) return;
    const larger = new Uint8Array(Math.max(size, 2 * file.bytes.length));
    larger.set(file.bytes.subarray(0, file.size));
    file.bytes = larger;
  }
}
