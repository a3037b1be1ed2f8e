import { createMergeableStore } from 'tinybase';
import { createCustomSynchronizer } from 'tinybase/synchronizers';

export const version = '10.0.1';

const bytesOf = (content) => Buffer.from(JSON.stringify(content));

export function create(tables) {
  const store = createMergeableStore('base');
  store.transaction(() => {
    for (const [table, records] of Object.entries(tables)) store.setTable(table, records);
  });
  return watched(store);
}
function watched(store) {
  const held = { store, changes: [], isRemote: false };
  store.addDidFinishTransactionListener(() => {
    if (!held.isRemote) held.changes.push(bytesOf(store.getTransactionMergeableChanges()));
  });
  return held;
}
export const save = ({ store }) => bytesOf(store.getMergeableContent());
export function load(bytes, replica) {
  const store = createMergeableStore('replica' + replica);
  store.setMergeableContent(JSON.parse(bytes));
  return watched(store);
}
export const set = ({ store }, table, id, field, value) => store.setCell(table, id, field, value);
export const insert = ({ store }, table, id, fields) => store.setRow(table, id, fields);
export const remove = ({ store }, table, id) => store.delRow(table, id);
/** Many edits as one transaction: what it sends is a difference of states, not a history. */
export function setAll({ store }, table, edits) {
  store.transaction(() => {
    for (const [id, field, value] of edits) store.setCell(table, id, field, value);
  });
}
export function take(held) {
  const changes = held.changes.splice(0);
  return changes.length === 1 ? changes[0] : Buffer.from('[' + changes.join(',') + ']');
}
export function apply(held, bytes, isSingle = false) {
  held.isRemote = true;
  const parsed = JSON.parse(bytes);
  for (const changes of isSingle ? [parsed] : parsed) held.store.applyMergeableChanges(changes);
  held.isRemote = false;
}
export const read = ({ store }, table, id, field) => String(store.getCell(table, id, field));
export async function exchange(from, to) {
  let bytes = 0;
  const receivers = {};
  const connect = ({ store }, own, other) => createCustomSynchronizer(
    store,
    (_to, request, message, body) => {
      const text = JSON.stringify([request, message, body]);
      bytes += text.length;
      setImmediate(() => receivers[other](own, request, message, body));
    },
    (receive) => { receivers[own] = receive; },
    () => {},
    10);
  to.isRemote = true;
  const ends = [connect(from, 'from', 'to'), connect(to, 'to', 'from')];
  await Promise.all(ends.map((end) => end.startSync()));
  for (let quiet = 0, before = -1; quiet < 5; quiet = before === bytes ? quiet + 1 : 0) {
    before = bytes;
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  await Promise.all(ends.map((end) => end.destroy()));
  return { bytes };
}
