import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "@playwright/test";
import type { Client, LiveQuery } from "../../../client/src/index.ts";

declare global {
  interface Window {
    client: Client;
    guests: LiveQuery;
    scope: string;
    isReady: boolean;
    add(name: string): ReturnType<Client["commit"]>;
    names(): Promise<string[]>;
    shown(): string[];
  }
}

/** One browser with a disk of its own: a tablet. */
export class Tablet {
  context!: BrowserContext;
  readonly #folder = mkdtempSync(join(tmpdir(), "wedsync-tablet-"));

  static async start(): Promise<Tablet> {
    const tablet = new Tablet();
    await tablet.open();
    return tablet;
  }

  async open(): Promise<void> {
    this.context = await chromium.launchPersistentContext(this.#folder, {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-dev-shm-usage"],
    });
  }

  async tab(url: string): Promise<Page> {
    const page = await this.context.newPage();
    page.on("pageerror", (error) => console.error("page:", error));
    page.on("console", (line) => {
      if (line.type() === "error") console.error("console:", line.text());
    });
    await page.goto(url);
    await page.waitForFunction(() => window.isReady === true, undefined, { timeout: 20_000 });
    return page;
  }

  /** The browser ends without a word, all of its processes. */
  async kill(): Promise<void> {
    const session = await this.context.browser()?.newBrowserCDPSession();
    if (!session) throw new Error("no browser of this tablet");
    const ended = new Promise((resolve) => this.context.once("close", resolve));
    void session.send("Browser.crash").catch(() => {});
    await ended;
  }

  async stop(): Promise<void> {
    await this.context.close();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

export const add = (page: Page, name: string) => page.evaluate((text) => window.add(text), name);
export const names = (page: Page) => page.evaluate(() => window.names());
export const store = (page: Page) => page.evaluate(() => window.client.status.value.store);
export const status = (page: Page) => page.evaluate(() => window.client.status.value);

/** The code with which an edit is refused; null: it was saved. */
export const refusedWith = (page: Page, name: string) =>
  page.evaluate(
    (text) =>
      window.add(text).then(
        () => null,
        (error: { code: string }) => error.code,
      ),
    name,
  );
