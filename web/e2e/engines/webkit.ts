import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import type { Driver, Engine } from "./browser.ts";

const driver = "/usr/bin/WebKitWebDriver";
const screen = "/usr/bin/xvfb-run";
const program = ["x86_64", "aarch64"]
  .map((machine) => `/usr/lib/${machine}-linux-gnu/webkit2gtk-4.1/MiniBrowser`)
  .find(existsSync);

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address ? address.port : 0;
      server.close(() => done(port));
    });
  });
}

/** A session of classic WebDriver (https://www.w3.org/TR/webdriver2/) with WebKitGTK's own driver, on a screen that is not there. */
async function open(): Promise<Driver> {
  const port = await freePort();
  const started = spawn(screen, ["-a", driver, `--port=${port}`], {
    stdio: "ignore",
    detached: true,
  });
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(body && { body: JSON.stringify(body) }),
    });
    const { value } = (await response.json()) as { value: unknown };
    if (!response.ok) throw new Error(`${path}: ${(value as { message: string }).message}`);
    return value;
  };
  const end = Date.now() + 20_000;
  while (!(await call("GET", "/status").catch(() => null))) {
    if (Date.now() > end) throw new Error("WebKit's driver does not answer");
    await new Promise((done) => setTimeout(done, 100));
  }
  const { sessionId } = (await call("POST", "/session", {
    capabilities: {
      alwaysMatch: { "webkitgtk:browserOptions": { binary: program, args: ["--automation"] } },
    },
  })) as { sessionId: string };
  const session = `/session/${sessionId}`;
  return {
    async goto(url) {
      await call("POST", `${session}/url`, { url });
    },
    async run(body) {
      const script = `const done = arguments[0];
        (async () => { ${body} })().then((value) => done(JSON.stringify(value ?? null)),
          (error) => done(JSON.stringify({ failed: String(error) })));`;
      const text = await call("POST", `${session}/execute/async`, { script, args: [] });
      const value = JSON.parse(String(text));
      if (value?.failed) throw new Error(value.failed);
      return value;
    },
    async close() {
      await call("DELETE", session).catch(() => null);
      if (started.pid) process.kill(-started.pid);
    },
  };
}

export const webkit: Engine = {
  name: "WebKitGTK",
  isInstalled: existsSync(driver) && existsSync(screen) && program !== undefined,
  open,
};
