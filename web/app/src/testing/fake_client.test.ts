import { expect, test } from "vitest";
import { FakeClient } from "./fake_client.ts";

const nowMs = new Date(2026, 8, 26, 16, 52).getTime();
const firstGuest = async (client: FakeClient) => {
  const [guest] = await client.query({ collection: "guests", scopes: ["4001"], limit: 1 });
  if (!guest) throw new Error("no guest");
  return guest;
};

test("a change is in live rows at once, and undo takes it back", async () => {
  const client = new FakeClient({ nowMs });
  const guest = await firstGuest(client);
  const live = client.live({ collection: "guests", scopes: ["4001"] });
  const meal = () => live.rows.value.find((row) => row.record === guest.record)?.values.meal;
  const before = meal();
  const { scope, dot } = await client.commit({
    scope: "4001",
    edits: [{ edit: "set", record: guest.record, field: "meal", value: "soup" }],
  });
  await Promise.resolve();
  expect(meal()).toBe("soup");
  await client.undo(scope, dot);
  await Promise.resolve();
  expect(meal()).toBe(before);
});

test("a deleted record comes back by undo", async () => {
  const client = new FakeClient({ nowMs });
  const { record } = await firstGuest(client);
  const { dot } = await client.commit({ scope: "4001", edits: [{ edit: "delete", record }] });
  await expect(client.get("4001", record)).rejects.toMatchObject({ code: "not_found" });
  await client.undo("4001", dot);
  expect((await client.get("4001", record)).record).toBe(record);
});

test("a full tablet saves nothing", async () => {
  const client = new FakeClient({ nowMs, isFull: true });
  const { record } = await firstGuest(client);
  await expect(
    client.commit({ scope: "4001", edits: [{ edit: "delete", record }] }),
  ).rejects.toMatchObject({ code: "full" });
});

test("without a network changes wait, and go when it is back", async () => {
  const client = new FakeClient({ nowMs, isOffline: true, shareMs: 1 });
  const before = client.status.value.waiting;
  const { record } = await firstGuest(client);
  await client.commit({
    scope: "4001",
    edits: [{ edit: "set", record, field: "meal", value: "soup" }],
  });
  expect(client.status.value.waiting).toBe(before + 1);
  client.setOnline(true);
  await expect.poll(() => client.status.value.waiting).toBe(0);
});
