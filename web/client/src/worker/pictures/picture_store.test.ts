import { expect, test } from "vitest";
import { kindOf, sha256Of } from "./kind.ts";
import { PictureStore } from "./picture_store.ts";
import { memoryShelf, type Shelf } from "./shelf.ts";

const jpeg = (text: string) => new Blob([new Uint8Array([0xff, 0xd8, 0xff]), text.padEnd(20)]);

/** A shelf in memory; `room` bytes of each file, beyond which writes are cut short without a word. */
function shelf(room = Number.POSITIVE_INFINITY): Shelf & { readonly writes: string[] } {
  const under = memoryShelf();
  const writes: string[] = [];
  return {
    ...under,
    writes,
    write: (name, bytes) => {
      writes.push(name);
      return under.write(name, bytes.slice(0, room));
    },
  };
}

test("a picture is named by its bytes, kept once, and due until it is sent", async () => {
  const on = shelf();
  const store = new PictureStore(on);
  const one = await store.put("7", jpeg("one"));
  expect(one).toEqual({ sha256: await sha256Of(jpeg("one")), size: 23 });
  await store.put("7", jpeg("one"));
  expect(on.writes.filter((name) => name === one.sha256)).toHaveLength(1);
  expect(store.due).toEqual([{ scope: "7", ...one }]);
  const kept = await store.get(one);
  expect(kept?.type).toBe("image/jpeg");
  expect(await kept?.text()).toBe(await jpeg("one").text());
  for (const due of store.due) await store.sent(due);
  expect(store.due).toEqual([]);
  expect(await store.get(one)).not.toBeNull();
});

test("the name is the SHA-256 of the bytes", async () => {
  expect(await sha256Of(new Blob(["abc"]))).toBe(
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
});

test("what is due is due after a restart, in each scope by itself", async () => {
  const on = shelf();
  const store = new PictureStore(on);
  const one = await store.put("7", jpeg("one"));
  await store.put("8", jpeg("one"));
  const two = await store.put("7", jpeg("two"));
  for (const due of store.due) if (due.scope === "8") await store.sent(due);
  const again = new PictureStore(on);
  await again.reload();
  expect(new Set(again.due.map((due) => `${due.scope} ${due.sha256}`))).toEqual(
    new Set([`7 ${one.sha256}`, `7 ${two.sha256}`]),
  );
});

test("what a full disk cut short is not called kept, and is not there", async () => {
  const on = shelf(5);
  await expect(new PictureStore(on).put("7", jpeg("one"))).rejects.toMatchObject({ code: "full" });
  expect(await on.names()).toEqual([]);
});

test("what is no picture is not taken", async () => {
  const store = new PictureStore(shelf());
  await expect(store.put("7", new Blob(["<svg onload=alert(1)>"]))).rejects.toMatchObject({
    code: "invalid",
  });
});

test("a file that is not as long as it should be is not shown", async () => {
  const on = shelf();
  const store = new PictureStore(on);
  const one = await store.put("7", jpeg("one"));
  await on.write(one.sha256, new Blob(["cut"]));
  expect(await store.get(one)).toBeNull();
});

test("other files on the shelf mean nothing", async () => {
  const on = shelf();
  for (const name of ["x", `${"a".repeat(64)}.7.due`, `${"a".repeat(63)}.7.due`, "../x.7.due"]) {
    await on.write(name, new Blob(["x"]));
  }
  const store = new PictureStore(on);
  await store.reload();
  expect(store.due).toEqual([]);
});

test("nothing is left after it was cleared", async () => {
  const on = shelf();
  const store = new PictureStore(on);
  await store.put("7", jpeg("one"));
  await store.clear();
  expect(store.due).toEqual([]);
  expect(await on.names()).toEqual([]);
});

test.each([
  [[0xff, 0xd8, 0xff, 0xe0], "image/jpeg"],
  [[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], "image/png"],
  [[...new TextEncoder().encode("RIFF....WEBPVP8 ")], "image/webp"],
  [[...new TextEncoder().encode("RIFF....WAVEfmt ")], ""],
  [[], ""],
] as const)("tells a picture by how it begins", (bytes, kind) => {
  expect(kindOf(new Uint8Array(bytes))).toBe(kind);
});
