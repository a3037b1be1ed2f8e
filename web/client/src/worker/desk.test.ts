import { expect, test } from "vitest";
import { fakeOpener } from "../testing/fake_engine.ts";
import { Desk } from "./desk.ts";
import type { FileStore } from "./files/files.ts";
import { memoryStore } from "./files/memory_files.ts";
import { memoryKeyring } from "./transport/membership.ts";

/** Opens a desk; both of what a browser is asked for come when they are let go. */
function opening(keyring: Promise<null>, files: Promise<void>) {
  const seen: string[] = [];
  const desk = Desk.open({
    storeState: { kind: "files", isOwner: true },
    openStore: async (): Promise<FileStore> => {
      seen.push("files asked for");
      await files;
      return { ...memoryStore(), close: async () => void seen.push("files closed") };
    },
    openEngine: (...on) => {
      seen.push("engine opened");
      return fakeOpener()(...on);
    },
    keyring: {
      ...memoryKeyring(),
      load: () => {
        seen.push("key asked for");
        return keyring;
      },
    },
    base: "",
    link: () => null,
    space: async () => null,
    emit: () => {},
  });
  return { desk, seen };
}

function later<T>() {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

test("the files and the key are waited for at once, and the engine for both", async () => {
  const key = later<null>();
  const files = later<void>();
  const { desk, seen } = opening(key.promise, files.promise);
  expect(seen).toEqual(["files asked for", "key asked for"]);
  files.resolve();
  await new Promise((resolve) => setTimeout(resolve));
  expect(seen).not.toContain("engine opened");
  key.resolve(null);
  await (await desk).close();
  expect(seen.slice(2)).toEqual(["engine opened", "files closed"]);
});

test("a key that cannot be read leaves no file open", async () => {
  const { desk, seen } = opening(Promise.reject(new Error("no key")), Promise.resolve());
  await expect(desk).rejects.toThrow("no key");
  expect(seen.at(-1)).toBe("files closed");
});
