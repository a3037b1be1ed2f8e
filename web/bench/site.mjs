// Serves a built folder on this machine, isolated from other origins: clocks are exact there. While it
// has the port of a hub, what is asked of the hub goes there.
import { createReadStream, statSync } from "node:fs";
import { createServer, request } from "node:http";
import { connect } from "node:net";
import { extname, join, normalize } from "node:path";

const kTypes = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".wasm": "application/wasm",
};

/** @returns {Promise<{url: string, hubPort: number | null, stop(): void}>} */
export async function serve(folder) {
  const site = { url: "", hubPort: null, stop: () => server.close() };
  const server = createServer((asked, answer) => {
    const { pathname } = new URL(asked.url ?? "/", "http://localhost");
    if (pathname.startsWith("/v1/")) pass(asked, answer, site.hubPort);
    else send(answer, folder, pathname);
  });
  server.on("upgrade", (asked, socket, head) => upgrade(asked, socket, head, site.hubPort));
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  site.url = `http://127.0.0.1:${server.address().port}`;
  return site;
}

function send(answer, folder, pathname) {
  const file = join(folder, normalize(decodeURIComponent(pathname)));
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  if (!file.startsWith(folder) || size === undefined) return answer.writeHead(404).end();
  answer.writeHead(200, {
    "content-type": kTypes[extname(file)] ?? "application/octet-stream",
    "content-length": size,
    "cache-control": pathname.startsWith("/assets/") ? "max-age=31536000, immutable" : "no-cache",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
  });
  createReadStream(file).pipe(answer);
}

function pass(asked, answer, port) {
  if (port === null) return asked.socket.destroy();
  const { method, url: path, headers } = asked;
  const onward = request({ port, host: "127.0.0.1", method, path, headers }, (told) => {
    answer.writeHead(told.statusCode ?? 502, told.headers);
    told.pipe(answer);
  });
  onward.on("error", () => asked.socket.destroy());
  asked.pipe(onward);
}

function upgrade(asked, socket, head, port) {
  if (port === null) return socket.destroy();
  const hub = connect(port, "127.0.0.1", () => {
    const headers = Object.entries(asked.headers).map(([name, value]) => `${name}: ${value}`);
    hub.write(`GET ${asked.url} HTTP/1.1\r\n${headers.join("\r\n")}\r\n\r\n`);
    hub.write(head);
    hub.pipe(socket).pipe(hub);
  });
  hub.on("error", () => socket.destroy());
  socket.on("error", () => hub.destroy());
}
