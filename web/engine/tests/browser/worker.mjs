// Commits, or counts what is there, as the page says.
import createWedsync from "../../wedsync.mjs";
import { bind } from "../../binding.mjs";
import { openOpfs } from "./opfs_files.mjs";

const schema = {
  name: "test", version: 1,
  collections: [{ number: 1, name: "guests", title: "name", fields: [{ number: 1, name: "name" }] }],
};
const author = { person: "Alice", device: "tablet", role: "staff" };
const now = () => ({ monotonic: performance.now(), wall: Date.now() });
const edit = (edits) => JSON.stringify({ scope: 7, edits });

onmessage = async ({ data: { what, count } }) => {
  try {
    const began = performance.now();
    const engine = bind(await createWedsync({ files: await openOpfs("day") }));
    const replica = engine.open(JSON.stringify({ path: "day", schema, author }));
    const open_ms = performance.now() - began;
    postMessage({ open_ms, ...(what === "commit" ? commitAll(replica, count) : look(replica)) });
  } catch (error) {
    postMessage({ error: String(error) });
  }
};

function commitAll(replica, count) {
  replica.addScope(now(), 7, "The wedding");
  const create = edit([{ edit: "create", collection: "guests" }]);
  const record = JSON.parse(replica.commit(now(), create)).created[0];
  const times = [];
  for (let i = 0; i < count; ++i) {
    const before = performance.now();
    replica.commit(now(), edit([{ edit: "set", record, field: "name", value: `name ${i}` }]));
    times.push(performance.now() - before);
  }
  times.sort((left, right) => left - right);
  const at = (part) => times[Math.floor(part * (count - 1))];
  return { median_ms: at(0.5), p99_ms: at(0.99), mean_ms: times.reduce((sum, time) => sum + time) / count };
}

function look(replica) {
  const { records } = JSON.parse(replica.query(JSON.stringify({ scope: 7, collection: "guests" })));
  return {
    name: records[0].fields.name.value,
    waiting: JSON.parse(replica.outbox(7)).length,
    ok: JSON.parse(replica.verify(7)).ok,
  };
}
