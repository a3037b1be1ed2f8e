import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const program =
  process.env.WEDSYNC ?? fileURLToPath(new URL("../../../../build/wedsync", import.meta.url));

/** A real hub in a folder of its own. */
export class Hub {
  port = 0;
  readonly #folder = mkdtempSync(join(tmpdir(), "wedsync-hub-"));
  #operations = 0;
  #process: ChildProcess | null = null;

  static async start(): Promise<Hub> {
    const hub = new Hub();
    hub.port = await freePort();
    hub.#operations = await freePort();
    hub.#run("init", "--name", "Villa Rosa", "--scope", "Lena and Tom");
    await hub.serve();
    return hub;
  }

  /** The secret of a new invitation. */
  invite(person: string): string {
    const told = this.#run(
      "invite",
      "--everywhere",
      "--role",
      "coordinator",
      "--person",
      person,
      "--json",
    );
    const { link } = JSON.parse(told) as { link: string };
    return link.slice(Math.max(link.lastIndexOf("#"), link.lastIndexOf("/")) + 1);
  }

  revoke(device: string): void {
    this.#run("revoke", device);
  }

  async serve(): Promise<void> {
    const hub = spawn(program, [...this.#options(), "serve"], { stdio: "ignore" });
    this.#process = hub;
    for (let tries = 0; tries < 100; ++tries) {
      const answer = await fetch(`http://127.0.0.1:${this.port}/v1/hub`).catch(() => null);
      if (answer?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error("the hub does not answer");
  }

  async halt(): Promise<void> {
    const hub = this.#process;
    this.#process = null;
    if (!hub || hub.exitCode !== null) return;
    const ended = new Promise((resolve) => hub.once("exit", resolve));
    hub.kill("SIGTERM");
    await ended;
  }

  async stop(): Promise<void> {
    await this.halt();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #run(...words: string[]): string {
    return execFileSync(program, [...this.#options(), ...words], { encoding: "utf8" });
  }

  #options(): string[] {
    const folder = join(this.#folder, "hub");
    const listen = `127.0.0.1:${this.port}`;
    return [
      "hub",
      "--folder",
      folder,
      "--listen",
      listen,
      "--operations",
      `127.0.0.1:${this.#operations}`,
    ];
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
