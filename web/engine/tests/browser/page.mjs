// One worker commits and is killed, another looks what is there; the server hears of it.
const kCount = 1000;

function run(task) {
  const worker = new Worker(new URL("./worker.mjs", import.meta.url), { type: "module" });
  return new Promise((resolve) => {
    worker.onmessage = ({ data }) => {
      worker.terminate();
      resolve(data);
    };
    worker.onerror = ({ message }) => resolve({ error: message });
    worker.postMessage(task);
  });
}

const committed = await run({ what: "commit", count: kCount });
// A killed worker lets its handles go a moment later.
let found = await run({ what: "look" });
for (let i = 0; i < 50 && found.error?.includes("NoModificationAllowed"); ++i) {
  await new Promise((resolve) => setTimeout(resolve, 100));
  found = await run({ what: "look" });
}
await fetch("/result", { method: "POST", body: JSON.stringify({ count: kCount, committed, found }) });
