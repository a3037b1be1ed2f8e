import { createRxDatabase, type RxCollection } from "rxdb/plugins/core";
import { getRxStorageDexie } from "rxdb/plugins/storage-dexie";
import { type Guest, kShown } from "../../guests.mjs";
import { run } from "../page.ts";

interface Stored extends Guest {
  readonly id: string;
}

const text = (maxLength: number) => ({ type: "string", maxLength }) as const;
const idOf = (guest: number) => String(guest).padStart(6, "0");

let guests: RxCollection<Stored>;
let count = 0;

run({
  async open(durability) {
    const db = await createRxDatabase({
      name: "bench",
      storage: getRxStorageDexie({ chromeTransactionDurability: durability }),
      // One tab has it: RxDB need not tell others.
      multiInstance: false,
      eventReduce: true,
    });
    const collections = await db.addCollections({
      guests: {
        schema: {
          version: 0,
          primaryKey: "id",
          type: "object",
          properties: {
            id: text(6),
            name: text(60),
            table: { type: "number" },
            diet: text(20),
            note: text(200),
          },
          required: ["id", "name", "table", "diet", "note"],
          // The free storage has no index of words: names are gone through in their order.
          indexes: ["name"],
        },
      },
    });
    guests = collections.guests;
  },
  async seed(added) {
    const { error } = await guests.bulkInsert(
      added.map((guest) => ({ ...guest, id: idOf(count++) })),
    );
    if (error.length > 0) throw new Error("not all were stored");
  },
  async write(guest, note) {
    const found = await guests.findOne(idOf(guest)).exec(true);
    await found.patch({ note });
  },
  async list(word) {
    const found = await guests
      .find({
        selector: word === "" ? {} : { name: { $regex: `(^| )${word}`, $options: "i" } },
        sort: [{ name: "asc" }],
        limit: kShown,
        index: ["name"],
      })
      .exec();
    return found.map((one) => one.toJSON());
  },
});
