// What tests call in the page: one client, on the venue's schema.
import { openClient } from "/client/index.js";

const schema = await (await fetch("/schemas/venue.json")).json();
const client = openClient({ store: "test", schema });
const kGuests = { collection: "guests", sort: [{ field: "full_name" }] };

window.client = client;
window.guests = client.live(kGuests);
window.scope = "1";
window.add = async (name) => {
  const scope = client.scopes.value[0]?.scope ?? window.scope;
  const edits = [
    { edit: "create", collection: "guests" },
    { edit: "set", record: 0, field: "full_name", value: name },
  ];
  return client.commit({ scope, edits, type: "guest" });
};
window.names = async () => {
  const rows = await client.query(kGuests);
  return rows.map((row) => row.values.full_name);
};
window.shown = () => window.guests.rows.value.map((row) => row.values.full_name);
window.isReady = true;
