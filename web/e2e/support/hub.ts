import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../../..");
/** The command, which has the hub in it. */
export const program = process.env.WEDSYNC_PROGRAM ?? join(root, "build/wedsync");
/** Where the built app is. */
export const builtApp = process.env.WEDSYNC_WEB ?? join(root, "web/app/dist");
const templates = join(tmpdir(), `wedsync-e2e-${process.getuid?.() ?? 0}-${process.ppid}`);

export type Venue = "demo" | { readonly scopes: readonly string[] };

export interface Standing {
  readonly changes_accepted: number;
  readonly changes_refused: number;
  /** Of each scope how many changes it has, and the sums of what it holds and of what it knows. */
  readonly scopes: readonly {
    readonly id: string;
    readonly position: number;
    readonly cells: string;
    readonly have: string;
  }[];
}

/** A folder with a hub that was made once for all tests of a run; tests get copies. */
function template(venue: Venue): string {
  const name = venue === "demo" ? "demo" : venue.scopes.join("+").replaceAll(/\W+/g, "_");
  const folder = join(templates, name);
  if (!existsSync(folder)) {
    const making = `${folder}.${process.pid}`;
    const what =
      venue === "demo" ? ["--demo"] : venue.scopes.flatMap((scope) => ["--scope", scope]);
    execFileSync(program, ["hub", "--folder", making, "init", ...what], { stdio: "pipe" });
    if (existsSync(folder)) rmSync(making, { recursive: true });
    else cpSync(making, folder, { recursive: true });
  }
  return folder;
}

/** A real hub in a folder of its own, which serves the built app. Keeps its port over a restart. */
export class Hub {
  readonly folder = mkdtempSync(join(tmpdir(), "wedsync-hub-"));
  /** The folder of the app that it serves from its next start on. */
  web = builtApp;
  #process: ChildProcess | null = null;
  #port = 0;
  #operations = "";
  #hasTls = false;
  /** The page where new tablets get what they have to trust, of a hub with TLS. */
  welcome = "";

  static async start(venue: Venue = "demo", { hasTls = false } = {}): Promise<Hub> {
    const hub = new Hub();
    cpSync(template(venue), join(hub.folder, "hub"), { recursive: true });
    hub.#hasTls = hasTls;
    if (hasTls) hub.#run("ca", "--host", "127.0.0.1");
    await hub.start();
    return hub;
  }

  get url(): string {
    return `${this.#hasTls ? "https" : "http"}://127.0.0.1:${this.#port}`;
  }

  get port(): number {
    return this.#port;
  }

  async start(): Promise<void> {
    const started = spawn(program, [
      ...[
        "--json",
        "hub",
        "--folder",
        join(this.folder, "hub"),
        "--listen",
        `127.0.0.1:${this.#port}`,
      ],
      ...this.#tls(),
      ...["--operations", "127.0.0.1:0", "--web", this.web, "serve"],
    ]);
    this.#process = started;
    let errors = "";
    started.stderr.on("data", (text) => {
      errors += text;
    });
    const line = await new Promise<string>((done, failed) => {
      started.stdout.once("data", (text) => done(String(text)));
      started.once("exit", (code) => failed(new Error(`the hub ended with ${code}: ${errors}`)));
    });
    const { address, operations, welcome } = JSON.parse(line);
    this.#port = Number(address.split(":").at(-1));
    this.#operations = operations;
    this.welcome = welcome ?? "";
  }

  /** What the hub says of itself to those who operate it. */
  async standing(): Promise<Standing> {
    const answer = await fetch(`http://${this.#operations}/statusz`);
    return (await answer.json()) as Standing;
  }

  /** How many changes the hub has, of all scopes, since it was made. */
  async changes(): Promise<number> {
    const { scopes } = await this.standing();
    return scopes.reduce((sum, { position }) => sum + position, 0);
  }

  /** SIGTERM: a stop in order. SIGKILL: gone at once. Resolved when the process has ended. */
  async stop(how: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    const ending = this.#process;
    if (!ending || ending.exitCode !== null) return;
    const ended = new Promise((done) => ending.once("exit", done));
    ending.kill(how);
    await ended;
    this.#process = null;
  }

  /** Stands still with its connections open, as dead Wi-Fi looks from the other side. */
  freeze(): void {
    this.#process?.kill("SIGSTOP");
  }
  thaw(): void {
    this.#process?.kill("SIGCONT");
  }

  /** A link that lets one device in. */
  invite(person: string, role = "coordinator"): string {
    return JSON.parse(
      this.#run(
        "invite",
        "--everywhere",
        "--role",
        role,
        "--person",
        person,
        "--url",
        this.url,
        "--json",
      ),
    ).link;
  }

  /** Lets a tablet in no more; a lost one is told to erase what it holds. */
  revoke(device: string, { isLost = false } = {}): void {
    this.#run("revoke", device, ...(isLost ? ["--erase"] : []));
  }

  /** Who joined, and how they stand, but for whoever filled the venue. */
  devices(): readonly { readonly device: string }[] {
    const { devices } = JSON.parse(this.#run("devices", "--json"));
    return devices.filter(({ device }: { device: string }) => device.includes("tablet"));
  }

  /** Ends the hub, and removes what it kept. */
  async remove(): Promise<void> {
    this.thaw();
    await this.stop("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  }

  #tls(): string[] {
    if (!this.#hasTls) return [];
    const file = (name: string) => join(this.folder, "hub/tls", name);
    return [
      ...["--tls-certificate", file("hub.pem"), "--tls-key", file("hub.key")],
      ...["--tls-authority", file("ca.pem"), "--welcome", "127.0.0.1:0"],
    ];
  }

  #run(...words: string[]): string {
    return execFileSync(program, ["hub", "--folder", join(this.folder, "hub"), ...words], {
      encoding: "utf8",
    });
  }
}
