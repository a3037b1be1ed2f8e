import { createReadStream } from "node:fs";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { extname, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const kTypes: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
  ".css": "text/css",
};

const root = fileURLToPath(new URL("../../../", import.meta.url));
/** Addresses of the site, and the folders of the repository they are in. */
const kFolders: Readonly<Record<string, string>> = {
  "/client/": `${root}client/dist/package/`,
  "/signals/": `${root}node_modules/@preact/signals-core/dist/`,
  "/schemas/": `${root}../schemas/`,
  "/": `${root}e2e/client/page/`,
};

/** What the network between the browser and the hub does. */
export type Network = "up" | "cut" | "silent" | "no websocket";

/** The page's own server, which passes /v1/ on to a hub, as well as the network lets it. */
export class Site {
  network: Network = "up";
  /** Pictures on their way to the browser break off after so many bytes, so many times. */
  breaks = { after: 0, times: 0 };
  /** From where the browser asked for the bytes of pictures; undefined: all of them. */
  readonly ranges: (string | undefined)[] = [];
  readonly #server = createServer((asked, answer) => this.#serve(asked, answer));
  readonly #pipes = new Set<Socket>();
  readonly #hubPort: () => number | null;

  private constructor(hubPort: () => number | null) {
    this.#hubPort = hubPort;
    this.#server.on("upgrade", (asked, socket, head) =>
      this.#upgrade(asked, socket as Socket, head),
    );
  }

  static async start(hubPort: () => number | null = () => null, folder?: string): Promise<Site> {
    const site = new Site(hubPort);
    if (folder) site.#folder = folder;
    await new Promise<void>((resolve) => site.#server.listen(0, "127.0.0.1", resolve));
    return site;
  }
  #folder: string | null = null;

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  setNetwork(network: Network): void {
    this.network = network;
    if (network === "cut") for (const pipe of this.#pipes) pipe.destroy();
  }

  async stop(): Promise<void> {
    for (const pipe of this.#pipes) pipe.destroy();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(asked: IncomingMessage, answer: ServerResponse): void {
    const path = decodeURIComponent(new URL(asked.url ?? "/", "http://site").pathname);
    if (path.startsWith("/v1/")) {
      this.#pass(asked, answer);
      return;
    }
    const file = this.#fileOf(path === "/" ? "/index.html" : path);
    const stream = createReadStream(file);
    stream.on("open", () => {
      answer.setHeader("Content-Type", kTypes[extname(file)] ?? "application/octet-stream");
      answer.setHeader("Cache-Control", "no-store");
      stream.pipe(answer);
    });
    stream.on("error", () => answer.writeHead(404).end());
  }

  #fileOf(path: string): string {
    const clean = normalize(path);
    if (this.#folder) return this.#folder + clean;
    const prefix = Object.keys(kFolders).find((one) => clean.startsWith(one)) ?? "/";
    return `${kFolders[prefix]}${clean.slice(prefix.length)}`;
  }

  #pass(asked: IncomingMessage, answer: ServerResponse): void {
    const port = this.#hubPort();
    if (this.network === "silent") return;
    if (this.network === "cut" || port === null) {
      asked.socket.destroy();
      return;
    }
    const { method, url: path, headers } = asked;
    const isPicture = method === "GET" && path?.includes("/media/");
    if (isPicture) this.ranges.push(headers.range);
    const isBroken = isPicture && this.breaks.times-- > 0;
    const onward = request({ port, host: "127.0.0.1", method, path, headers }, (told) => {
      answer.writeHead(told.statusCode ?? 502, told.headers);
      if (isBroken) breakOff(told, answer, this.breaks.after);
      else told.pipe(answer);
    });
    onward.on("error", () => asked.socket.destroy());
    asked.pipe(onward);
  }

  #upgrade(asked: IncomingMessage, socket: Socket, head: Buffer): void {
    const port = this.#hubPort();
    if (this.network === "silent") return;
    if (this.network !== "up" || port === null) {
      socket.destroy();
      return;
    }
    const hub = connect(port, "127.0.0.1", () => {
      const headers = Object.entries(asked.headers).map(([name, value]) => `${name}: ${value}`);
      hub.write(`GET ${asked.url} HTTP/1.1\r\n${headers.join("\r\n")}\r\n\r\n`);
      hub.write(head);
    });
    this.#join(socket, hub);
    this.#join(hub, socket);
  }

  #join(from: Socket, to: Socket): void {
    this.#pipes.add(from);
    from.on("data", (bytes) => {
      if (this.network !== "silent") to.write(bytes);
    });
    from.on("error", () => to.destroy());
    from.on("close", () => {
      this.#pipes.delete(from);
      to.destroy();
    });
  }
}

/** Passes the first bytes on, and nothing more. */
function breakOff(told: IncomingMessage, answer: ServerResponse, after: number): void {
  let rest = after;
  told.on("data", (bytes: Buffer) => {
    const passed = bytes.subarray(0, rest);
    rest -= passed.length;
    if (passed.length > 0) answer.write(passed);
    // What was written arrives before the end does.
    if (rest === 0) setTimeout(() => answer.destroy(), 100);
  });
}
