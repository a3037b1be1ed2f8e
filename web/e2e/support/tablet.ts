import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from "@playwright/test";

/** A browser profile of its own on disk: one tablet. It can be closed and opened again, as a tablet is. */
export class Tablet {
  readonly #profile = mkdtempSync(join(tmpdir(), "wedsync-tablet-"));
  #context: BrowserContext | null = null;
  readonly #options: BrowserContextOptions;
  readonly #environment: Record<string, string>;
  /** Every address that a page of it asked for. */
  readonly requests: string[] = [];

  private constructor(options: BrowserContextOptions, environment: Record<string, string>) {
    this.#options = options;
    this.#environment = environment;
  }

  static async open(
    options: BrowserContextOptions = {},
    environment: Record<string, string> = {},
  ): Promise<Tablet> {
    const tablet = new Tablet({ viewport: { width: 1180, height: 820 }, ...options }, environment);
    await tablet.wake();
    return tablet;
  }

  get context(): BrowserContext {
    if (!this.#context) throw new Error("the tablet is off");
    return this.#context;
  }

  async wake(): Promise<void> {
    this.#context = await chromium.launchPersistentContext(this.#profile, {
      ...this.#options,
      executablePath: "/usr/bin/chromium",
      env: { ...process.env, ...this.#environment },
      args: ["--no-sandbox"],
    });
    this.#context.on("request", (request) => this.requests.push(request.url()));
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
    rmSync(this.#profile, { recursive: true, force: true });
  }
}
