import { Dexie, type EntityTable } from "dexie";
import { type Guest, kShown, wordsOf } from "../../guests.mjs";
import { run } from "../page.ts";

interface Stored extends Guest {
  readonly id: number;
  readonly words: readonly string[];
}

let guests: EntityTable<Stored, "id">;
let count = 0;

run({
  async open(durability) {
    const db = new Dexie("bench", { chromeTransactionDurability: durability });
    // An index with an entry for each word: what Dexie's documentation advises for full text.
    db.version(1).stores({ guests: "id, name, *words" });
    await db.open();
    guests = db.table("guests");
  },
  async seed(added) {
    await guests.bulkPut(
      added.map((guest) => ({ ...guest, id: count++, words: wordsOf(guest.name) })),
    );
  },
  async write(guest, note) {
    if ((await guests.update(guest, { note })) !== 1) throw new Error("nothing was written");
  },
  async list(word) {
    if (word === "") return guests.orderBy("name").limit(kShown).toArray();
    const found = await guests.where("words").startsWith(word).distinct().sortBy("name");
    return found.slice(0, kShown);
  },
});
