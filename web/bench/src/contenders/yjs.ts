import { IndexeddbPersistence } from "y-indexeddb";
import * as Y from "yjs";
import { byName, type Guest, kShown, wordsOf } from "../../guests.mjs";
import { completed } from "../durability.ts";
import { run } from "../page.ts";

const doc = new Y.Doc();
// A map in a map, so that two people can edit two fields of one guest.
const guests = doc.getMap<Y.Map<string | number>>("guests");
let count = 0;

run({
  async open() {
    await new IndexeddbPersistence("bench", doc).whenSynced;
  },
  async seed(added) {
    doc.transact(() => {
      for (const guest of added)
        guests.set(String(count++), new Y.Map<string | number>(Object.entries(guest)));
    });
    await completed();
  },
  async write(guest, note) {
    guests.get(String(guest))?.set("note", note);
    // It stores the update within set(), and says nowhere when that is done.
    await completed();
  },
  async list(word) {
    // There is no index: everything is in memory, and gone through.
    const found: Y.Map<string | number>[] = [];
    for (const guest of guests.values()) {
      if (wordsOf(guest.get("name") as string).some((one) => one.startsWith(word)))
        found.push(guest);
    }
    return found
      .map((guest) => guest.toJSON() as Guest)
      .sort(byName)
      .slice(0, kShown);
  },
});
