import type { Channel, ChannelEvents } from "./channel.ts";

/** A network that swallows the handshake is noticed after so long. */
const kOpenWithinMs = 15_000;

export function openWebSocket(base: string, events: ChannelEvents): Channel {
  const url = new URL(`${base}/v1/sync`);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(url);
  socket.binaryType = "arraybuffer";
  let isOver = false;
  const end = (reason: string) => {
    if (isOver) return;
    close();
    events.closed(reason);
  };
  const close = () => {
    isOver = true;
    clearTimeout(timer);
    socket.close();
  };
  const timer = setTimeout(() => end("no answer to the handshake"), kOpenWithinMs);
  socket.onopen = () => {
    clearTimeout(timer);
    if (!isOver) events.opened();
  };
  socket.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (isOver) return;
    if (data instanceof ArrayBuffer) events.frame(new Uint8Array(data));
    else end("the hub sent text");
  };
  socket.onclose = ({ code }) => end(`the connection was closed (${code})`);
  return {
    send: (frame) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(frame as Uint8Array<ArrayBuffer>);
    },
    close,
  };
}
