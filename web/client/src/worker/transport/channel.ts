/** A connection that carries whole frames, in order, both ways. */
export interface Channel {
  send(frame: Uint8Array): void;
  /** Nothing is told any more after this. */
  close(): void;
}

export interface ChannelEvents {
  opened(): void;
  frame(frame: Uint8Array): void;
  /** Once, also where it could not be opened. */
  closed(reason: string): void;
}

export type OpenChannel = (base: string, events: ChannelEvents) => Channel;
