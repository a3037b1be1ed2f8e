import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Driver, Engine } from "./browser.ts";

const program = "/usr/bin/firefox-esr";

interface Answer {
  readonly id?: number;
  readonly type: "success" | "error" | "event";
  readonly message?: string;
  readonly result?: Record<string, unknown>;
}

/** A session of WebDriver BiDi, which Firefox speaks without a helper (https://w3c.github.io/webdriver-bidi/). */
class BiDi {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #last = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      const answer = JSON.parse(String(data)) as Answer;
      if (answer.id === undefined) return;
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    };
  }

  static async connect(url: string): Promise<BiDi> {
    const socket = new WebSocket(url);
    await new Promise((done, failed) => {
      socket.onopen = done;
      socket.onerror = () => failed(new Error(`no connection to ${url}`));
    });
    return new BiDi(socket);
  }

  async call(method: string, params: object = {}): Promise<Record<string, unknown>> {
    const id = ++this.#last;
    const answer = await new Promise<Answer>((done) => {
      this.#waiting.set(id, done);
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
    if (answer.type !== "success") throw new Error(`${method}: ${answer.message}`);
    return answer.result ?? {};
  }
}

/** The address that a starting Firefox says it listens at. */
function addressOf(started: ChildProcess): Promise<string> {
  return new Promise((done, failed) => {
    let said = "";
    started.stderr?.on("data", (text) => {
      said += text;
      const found = /WebDriver BiDi listening on (ws:\S+)/.exec(said)?.[1];
      if (found) done(found);
    });
    started.once("exit", (code) => failed(new Error(`Firefox ended with ${code}: ${said}`)));
  });
}

async function open(): Promise<Driver> {
  const profile = mkdtempSync(join(tmpdir(), "wedsync-firefox-"));
  const options = ["--headless", "--no-remote", "--profile", profile];
  const started = spawn(program, [...options, "--remote-debugging-port", "0"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const bidi = await BiDi.connect(`${await addressOf(started)}/session`);
  await bidi.call("session.new", { capabilities: {} });
  const { contexts } = await bidi.call("browsingContext.getTree");
  const { context } = (contexts as { context: string }[])[0] ?? { context: "" };
  return {
    async goto(url) {
      await bidi.call("browsingContext.navigate", { context, url, wait: "complete" });
    },
    async run(body) {
      const { type, result, exceptionDetails } = await bidi.call("script.evaluate", {
        expression: `(async () => { ${body} })().then((value) => JSON.stringify(value ?? null))`,
        target: { context },
        awaitPromise: true,
      });
      if (type !== "success") throw new Error((exceptionDetails as { text: string }).text);
      return JSON.parse((result as { value: string }).value);
    },
    async close() {
      const ended = new Promise((done) => started.once("exit", done));
      started.kill();
      await ended;
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

export const firefox: Engine = { name: "Firefox ESR", isInstalled: existsSync(program), open };
