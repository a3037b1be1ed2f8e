import PouchDB from "pouchdb-browser";
import { byName, type Guest, kShown } from "../../guests.mjs";
import { run } from "../page.ts";

const idOf = (guest: number) => String(guest).padStart(6, "0");

/** Keys are a word and the whole name; under the empty word is every guest. */
const kWords = `function (doc) {
  emit(["", doc.name], doc.name);
  doc.name.toLowerCase().split(" ").forEach(function (word) { emit([word, doc.name], doc.name); });
}`;

let db: PouchDB.Database<Guest>;
let count = 0;

run({
  async open() {
    db = new PouchDB<Guest>("bench");
    const view = { _id: "_design/guests", views: { words: { map: kWords } } };
    await db.put(view as never).catch((error: { status: number }) => {
      if (error.status !== 409) throw error;
    });
  },
  async seed(added) {
    const stored = await db.bulkDocs(added.map((guest) => ({ ...guest, _id: idOf(count++) })));
    if (stored.some((one) => "error" in one)) throw new Error("not all were stored");
    // A view is made up to date when it is asked.
    await db.query("guests/words", { limit: 1 });
  },
  async write(guest, note) {
    await db.put({ ...(await db.get(idOf(guest))), note });
  },
  async list(word) {
    const { rows } = await db.query("guests/words", {
      startkey: [word],
      endkey: [word === "" ? word : `${word}\ufff0`, {}],
      ...(word === "" ? { limit: kShown } : {}),
    });
    const names = new Map(rows.map(({ id, value }) => [id, { id, name: value as string }]));
    const keys = [...names.values()].sort(byName).slice(0, kShown);
    const found = await db.allDocs({ keys: keys.map(({ id }) => id), include_docs: true });
    return found.rows.map((row) => {
      if (!("doc" in row) || !row.doc) throw new Error("a guest is gone");
      return row.doc;
    });
  },
});
