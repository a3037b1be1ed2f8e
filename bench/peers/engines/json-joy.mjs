import { Model, Patch } from 'json-joy/lib/json-crdt/index.js';

export const version = '17.67.0';

export function create(tables) {
  const model = Model.create();
  model.api.root(tables);
  model.api.flush();
  return { model, patches: [] };
}
export const save = ({ model }) => model.toBinary();
export const load = (bytes, replica) => ({ model: Model.fromBinary(bytes).fork(70_000 + replica), patches: [] });
const keep = (held) => held.patches.push(Buffer.from(held.model.api.flush().toBinary()));

export function set(held, table, id, field, value) {
  held.model.api.obj([table, id]).set({ [field]: value });
  keep(held);
}
export function insert(held, table, id, fields) {
  held.model.api.obj([table]).set({ [id]: fields });
  keep(held);
}
export function remove(held, table, id) {
  held.model.api.obj([table]).del([id]);
  keep(held);
}
export function take(held) {
  const patches = held.patches.splice(0);
  if (patches.length === 1) return patches[0];
  return Buffer.concat(patches.flatMap((patch) => [lengthOf(patch), patch]));
}
function lengthOf(patch) {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(patch.length);
  return length;
}
export function apply({ model }, bytes, isSingle = false) {
  if (isSingle) return model.applyPatch(Patch.fromBinary(bytes));
  for (let at = 0; at < bytes.length;) {
    const length = bytes.readUInt32LE(at);
    model.applyPatch(Patch.fromBinary(bytes.subarray(at + 4, at + 4 + length)));
    at += 4 + length;
  }
}
export const read = ({ model }, table, id, field) => String(model.api.obj([table, id]).view()[field]);
// It has no protocol of its own: what was edited travels, and nothing else.
export function exchange(from, to) {
  const update = take(from);
  if (update.length > 0) apply(to, update, true);
  return { bytes: update.length, update };
}
