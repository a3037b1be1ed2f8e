import * as Y from 'yjs';

export const version = '13.6.33';

const mapOf = (fields) => new Y.Map(Object.entries(fields));

export function create(tables) {
  const doc = new Y.Doc();
  doc.clientID = 1;
  doc.transact(() => {
    for (const [table, records] of Object.entries(tables)) {
      for (const [id, fields] of Object.entries(records)) doc.getMap(table).set(id, mapOf(fields));
    }
  });
  return watched(doc);
}
function watched(doc) {
  const updates = [];
  doc.on('update', (update, origin) => {
    if (origin !== 'remote') updates.push(update);
  });
  return { doc, updates };
}
export const save = ({ doc }) => Y.encodeStateAsUpdate(doc);
export function load(bytes, replica) {
  const doc = new Y.Doc();
  doc.clientID = 1_000_000 + replica;
  Y.applyUpdate(doc, bytes);
  return watched(doc);
}
export const set = ({ doc }, table, id, field, value) => doc.getMap(table).get(id).set(field, value);
export const insert = ({ doc }, table, id, fields) => doc.getMap(table).set(id, mapOf(fields));
export const remove = ({ doc }, table, id) => doc.getMap(table).delete(id);
export function take(held) {
  const updates = held.updates.splice(0);
  // The second format is the smaller one for many edits, the first for one.
  return updates.length === 1 ? updates[0] : Y.convertUpdateFormatV1ToV2(Y.mergeUpdates(updates));
}
export function apply({ doc }, bytes, isSingle = false) {
  (isSingle ? Y.applyUpdate : Y.applyUpdateV2)(doc, bytes, 'remote');
}
export const read = ({ doc }, table, id, field) => String(doc.getMap(table).get(id).get(field));
export function exchange({ doc: from }, { doc: to }) {
  const known = Y.encodeStateVector(to);
  const update = Y.encodeStateAsUpdateV2(from, known);
  Y.applyUpdateV2(to, update, 'remote');
  return { bytes: known.length + update.length + Y.encodeStateVector(from).length, update };
}
