import type { ReadonlySignal } from "@preact/signals-core";
import { type Client, type Edit, openClient, type RecordId, type Row } from "@wedsync/client";
import { type Guest, kShown } from "../../guests.mjs";
import { run } from "../page.ts";

const kCollection = "guests";
/** A draft has 1,000 edits at most; a guest takes five. */
const kDraftGuests = 200;
const kSchema = {
  name: "bench",
  version: 1,
  collections: [
    {
      number: 1,
      name: kCollection,
      title: "name",
      fields: [
        { number: 1, name: "name", searchable: true },
        { number: 2, name: "table", type: "integer" },
        { number: 3, name: "diet" },
        { number: 4, name: "note" },
      ],
    },
  ],
};

let client: Client;
let scope = "1";
const records: RecordId[] = [];

run({
  async open() {
    client = openClient({ store: "bench", schema: kSchema });
    // Answered when the store is open.
    await client.query({ collection: kCollection, limit: 1 });
    const invite = new URL(location.href).searchParams.get("invite");
    if (!invite) return;
    await client.join({ invite, device: "bench" });
    const scopes = await until(client.scopes, ({ length }) => length > 0);
    scope = scopes[0]?.scope ?? scope;
  },
  async seed(added) {
    for (let at = 0; at < added.length; at += kDraftGuests) {
      const edits = added.slice(at, at + kDraftGuests).flatMap(creation);
      const { created } = await client.commit({ scope, edits });
      records.push(...created);
    }
  },
  async settle() {
    if (client.identity.value === null) return;
    await until(client.status, ({ isInSync, waiting }) => isInSync && waiting === 0);
  },
  async write(guest, note) {
    const record = records[guest];
    if (!record) throw new Error(`there is no guest ${guest}`);
    await client.commit({
      scope,
      edits: [{ edit: "set", record, field: "note", value: note }],
    });
  },
  async list(search) {
    const sort = [{ field: "name" }];
    const rows = await client.query({ collection: kCollection, search, sort, limit: kShown });
    return rows.map(guestOf);
  },
});

function creation(guest: Guest, record: number): Edit[] {
  const set = Object.entries(guest).map(
    ([field, value]): Edit => ({ edit: "set", record, field, value }),
  );
  return [{ edit: "create", collection: kCollection }, ...set];
}

const guestOf = ({ values }: Row) => values as unknown as Guest;

function until<T>(signal: ReadonlySignal<T>, holds: (value: T) => boolean): Promise<T> {
  return new Promise((resolve) => {
    const stop = signal.subscribe((value) => {
      if (!holds(value)) return;
      resolve(value);
      queueMicrotask(() => stop());
    });
  });
}
