import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from "@playwright/test";

/** Those of a context, and what else the browser is started with. */
export type TabletOptions = BrowserContextOptions & {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
};

/** Lets other programs than Playwright look at the browser, too. */
export const kDebuggable: TabletOptions = { args: ["--remote-debugging-port=0"] };

/** A browser profile of its own on disk: one tablet. It can be closed and opened again, as a tablet is. */
export class Tablet {
  /** The folder of all that the browser keeps. */
  readonly profile = mkdtempSync(join(tmpdir(), "wedsync-tablet-"));
  #context: BrowserContext | null = null;
  readonly #options: TabletOptions;
  /** Every address that a page of it asked for. */
  readonly requests: string[] = [];

  private constructor(options: TabletOptions) {
    this.#options = options;
  }

  static async open(options: TabletOptions = {}): Promise<Tablet> {
    const tablet = new Tablet({ viewport: { width: 1180, height: 820 }, ...options });
    await tablet.wake();
    return tablet;
  }

  get context(): BrowserContext {
    if (!this.#context) throw new Error("the tablet is off");
    return this.#context;
  }

  async wake(): Promise<void> {
    this.#context = await chromium.launchPersistentContext(this.profile, {
      ...this.#options,
      executablePath: "/usr/bin/chromium",
      env: { ...process.env, ...this.#options.env },
      args: ["--no-sandbox", ...(this.#options.args ?? [])],
    });
    this.#context.on("request", (request) => this.requests.push(request.url()));
  }

  /** The port at which other programs reach a browser that was opened with `kDebuggable`. */
  get debugPort(): number {
    return Number(readFileSync(join(this.profile, "DevToolsActivePort"), "utf8").split("\n")[0]);
  }

  async sleep(): Promise<void> {
    await this.#context?.close();
    this.#context = null;
  }

  async page(): Promise<Page> {
    return this.context.pages()[0] ?? this.context.newPage();
  }

  /** Ends a page as a fault of the browser does: all of its processes at once, without a word. */
  async crash(page: Page): Promise<void> {
    const session = await this.context.newCDPSession(page);
    const crashed = page.waitForEvent("crash");
    void session.send("Page.crash").catch(() => {});
    await crashed;
  }

  /** Ends the whole browser so. It can be woken again. */
  async die(): Promise<void> {
    const session = await this.context.browser()?.newBrowserCDPSession();
    if (!session) throw new Error("no browser of this tablet");
    const ended = new Promise((done) => this.context.once("close", done));
    void session.send("Browser.crash").catch(() => {});
    await ended;
    this.#context = null;
  }

  async remove(): Promise<void> {
    await this.sleep();
    rmSync(this.profile, { recursive: true, force: true });
  }
}
