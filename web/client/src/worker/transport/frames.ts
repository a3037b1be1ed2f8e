const kLengthBytes = 4;
/** The protocol's limit of a frame. */
const kFrameBytesMax = 4 * 1024 * 1024;

/** Frames one after the other, each behind its length. */
export function joined(frames: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const size = frames.reduce((sum, frame) => sum + kLengthBytes + frame.length, 0);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const frame of frames) {
    view.setUint32(at, frame.length);
    bytes.set(frame, at + kLengthBytes);
    at += kLengthBytes + frame.length;
  }
  return bytes;
}

/** The frames of such bytes; null where they are none. */
export function split(bytes: Uint8Array): readonly Uint8Array[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const frames: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (at + kLengthBytes > bytes.length) return null;
    const length = view.getUint32(at);
    at += kLengthBytes;
    if (length > kFrameBytesMax || at + length > bytes.length) return null;
    frames.push(bytes.subarray(at, at + length));
    at += length;
  }
  return frames;
}
