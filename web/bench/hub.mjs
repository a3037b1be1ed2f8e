// A real hub in a folder of its own, from which a store gets its records as those of a tablet are got.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** @returns {Promise<{port: number, invite: string, stop(): Promise<void>}>} */
export async function startHub(program) {
  const folder = mkdtempSync(join(tmpdir(), "wedsync-bench-hub-"));
  const [port, operations] = [await freePort(), await freePort()];
  const options = ["hub", "--folder", join(folder, "hub"), "--listen", `127.0.0.1:${port}`];
  options.push("--operations", `127.0.0.1:${operations}`);
  const run = (...words) => execFileSync(program, [...options, ...words], { encoding: "utf8" });
  run("init", "--scope", "bench");
  const { link } = JSON.parse(
    run("invite", "--everywhere", "--role", "coordinator", "--person", "Bench", "--json"),
  );
  const hub = spawn(program, [...options, "serve"], { stdio: "ignore" });
  const stop = async () => {
    if (hub.exitCode === null) {
      const ended = new Promise((done) => hub.once("exit", done));
      hub.kill("SIGTERM");
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  for (let tries = 0; tries < 600; ++tries) {
    const answer = await fetch(`http://127.0.0.1:${port}/v1/hub`).catch(() => null);
    if (answer?.ok) return { port, invite: link.split(/[#/]/).at(-1), stop };
    await new Promise((done) => setTimeout(done, 50));
  }
  await stop();
  throw new Error("the hub does not answer");
}

function freePort() {
  return new Promise((done, failed) => {
    const server = createServer().on("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}
