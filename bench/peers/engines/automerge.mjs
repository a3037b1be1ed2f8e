import * as A from '@automerge/automerge';

export const version = '3.5.0';
/** Every n-th part of the edits of W1 and W3: it takes milliseconds for each. */
export const divisor = { W1: 30, W3: 10 };

// Text that is one value, as it is with the others, and not a text to be merged.
const valueOf = (value) => (typeof value === 'string' ? new A.ImmutableString(value) : value);
const recordOf = (fields) => Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, valueOf(value)]));
const actorOf = (replica) => String(replica).padStart(32, '0');

export function create(tables) {
  const doc = A.change(A.init({ actor: actorOf(1) }), (draft) => {
    for (const [table, records] of Object.entries(tables)) {
      draft[table] = Object.fromEntries(Object.entries(records).map(([id, fields]) => [id, recordOf(fields)]));
    }
  });
  return { doc, taken: A.getHeads(doc) };
}
export const save = ({ doc }) => A.save(doc);
export function load(bytes, replica) {
  const doc = A.load(bytes, { actor: actorOf(100 + replica) });
  return { doc, taken: A.getHeads(doc) };
}
export function set(held, table, id, field, value) {
  held.doc = A.change(held.doc, (draft) => { draft[table][id][field] = valueOf(value); });
}
/** Many edits of one table as one change: one by one they take hours. */
export function setAll(held, table, edits) {
  held.doc = A.change(held.doc, (draft) => {
    for (const [id, field, value] of edits) draft[table][id][field] = valueOf(value);
  });
}
export function insert(held, table, id, fields) {
  held.doc = A.change(held.doc, (draft) => { draft[table][id] = recordOf(fields); });
}
export function remove(held, table, id) {
  held.doc = A.change(held.doc, (draft) => { delete draft[table][id]; });
}
export function take(held) {
  const bytes = A.saveSince(held.doc, held.taken);
  held.taken = A.getHeads(held.doc);
  return bytes;
}
export function apply(held, bytes) {
  held.doc = A.loadIncremental(held.doc, bytes);
  held.taken = A.getHeads(held.doc);
}
export const read = ({ doc }, table, id, field) => String(doc[table][id][field]);
/** The first meeting of two costs more; what they then know of each other is kept, as its repository does. */
export function exchange(from, to) {
  from.states ??= [A.initSyncState(), A.initSyncState()];
  const { states } = from;
  const docs = [from, to];
  let bytes = 0;
  for (let idle = 0, turn = 0; idle < 2; turn = 1 - turn) {
    const [state, message] = A.generateSyncMessage(docs[turn].doc, states[turn]);
    states[turn] = state;
    idle = message ? 0 : idle + 1;
    if (!message) continue;
    bytes += message.length;
    const other = 1 - turn;
    [docs[other].doc, states[other]] = A.receiveSyncMessage(docs[other].doc, states[other], message);
  }
  return { bytes };
}
