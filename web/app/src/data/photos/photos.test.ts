import type { Row } from "@wedsync/client";
import { expect, test } from "vitest";
import { blobOf, fit } from "./photo.ts";
import { type Shelf, storeOn } from "./store.ts";

const row = (values: Row["values"]): Row => ({
  scope: "1",
  record: "r",
  values,
  disputed: [],
  isContested: false,
});

/** A shelf in memory; `room` bytes of it, beyond which writes are cut short without a word. */
function shelf(room = Number.POSITIVE_INFINITY): Shelf & { readonly writes: string[] } {
  const files = new Map<string, Blob>();
  const writes: string[] = [];
  return {
    writes,
    async write(name, bytes) {
      writes.push(name);
      files.set(name, bytes.slice(0, room));
    },
    read: async (name) => files.get(name) ?? null,
    names: async () => [...files.keys()],
  };
}

test("pictures shrink to the longest side and never grow", () => {
  expect(fit(4032, 3024, 1600)).toEqual({ width: 1600, height: 1200 });
  expect(fit(800, 600, 1600)).toEqual({ width: 800, height: 600 });
  expect(fit(10_000, 1, 1600)).toEqual({ width: 1600, height: 1 });
});

test("a picture is named by its bytes, and kept once", async () => {
  const on = shelf();
  const store = storeOn(on);
  const photo = await store.put(new Blob(["abc"]));
  expect(photo).toEqual({
    sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    size: 3,
  });
  await store.put(new Blob(["abc"]));
  expect(on.writes).toHaveLength(1);
  expect(await (await store.get(photo.sha256))?.text()).toBe("abc");
});

test("what a full disk cut short is not called kept", async () => {
  await expect(storeOn(shelf(2)).put(new Blob(["abc"]))).rejects.toThrow();
});

test("pictures wait until they are marked sent", async () => {
  const store = storeOn(shelf());
  const one = await store.put(new Blob(["one"]));
  const two = await store.put(new Blob(["two"]));
  expect(await store.waiting()).toEqual([one.sha256, two.sha256].sort());
  expect(await store.stateOf(one.sha256)).toBe("kept");
  await store.markSent(one.sha256);
  expect(await store.waiting()).toEqual([two.sha256]);
  expect(await store.stateOf(one.sha256)).toBe("sent");
  expect(await store.stateOf("0".repeat(64))).toBeNull();
});

test("a field that names no picture shows none", () => {
  const sha256 = "a".repeat(64);
  expect(blobOf(row({ picture: { blob: { sha256, size: 4 } } }), "picture")).toEqual({
    sha256,
    size: 4,
  });
  expect(blobOf(row({ picture: { blob: { sha256: "../x", size: 4 } } }), "picture")).toBeNull();
  expect(blobOf(row({ picture: { blob: { sha256, size: -1 } } }), "picture")).toBeNull();
  expect(blobOf(row({ picture: "x" }), "picture")).toBeNull();
});
