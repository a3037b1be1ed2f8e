import { LoroDoc, LoroMap, VersionVector } from 'loro-crdt';

export const version = '1.17.1';

function insertInto(map, id, fields) {
  const record = map.setContainer(id, new LoroMap());
  for (const [field, value] of Object.entries(fields)) record.set(field, value);
}

export function create(tables) {
  const doc = new LoroDoc();
  doc.setPeerId(1n);
  for (const [table, records] of Object.entries(tables)) {
    const map = doc.getMap(table);
    for (const [id, fields] of Object.entries(records)) insertInto(map, id, fields);
  }
  doc.commit();
  return { doc, taken: doc.version() };
}
export const save = ({ doc }) => doc.export({ mode: 'snapshot' });
export function load(bytes, replica) {
  const doc = new LoroDoc();
  doc.import(bytes);
  doc.setPeerId(BigInt(1_000 + replica));
  return { doc, taken: doc.version() };
}
export function set({ doc }, table, id, field, value) {
  doc.getMap(table).get(id).set(field, value);
  doc.commit();
}
export function insert({ doc }, table, id, fields) {
  insertInto(doc.getMap(table), id, fields);
  doc.commit();
}
export function remove({ doc }, table, id) {
  doc.getMap(table).delete(id);
  doc.commit();
}
export function take(held) {
  const bytes = held.doc.export({ mode: 'update', from: held.taken });
  held.taken = held.doc.version();
  return bytes;
}
export function apply(held, bytes) {
  held.doc.import(bytes);
  held.taken = held.doc.version();
}
export const read = ({ doc }, table, id, field) => String(doc.getMap(table).get(id).get(field));
export function exchange(from, to) {
  const known = to.doc.version().encode();
  const update = from.doc.export({ mode: 'update', from: VersionVector.decode(known) });
  apply(to, update);
  return { bytes: known.length + update.length + from.doc.version().encode().length, update };
}
