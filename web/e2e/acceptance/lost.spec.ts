import type { Page } from "@playwright/test";
import { expect, test } from "../support/venue.ts";
import { at, guestOf, isOffline, save } from "../support/work.ts";

const canary = "+49 555 019 0777";

/** Where in the browser's keeping for this origin the word stands. */
function foundIn(page: Page, word: string): Promise<readonly string[]> {
  return page.evaluate(async (text) => {
    const found: string[] = [];
    const look = (where: string, content: string) => {
      if (content.includes(text)) found.push(where);
    };
    const walk = async (folder: FileSystemDirectoryHandle, path: string): Promise<void> => {
      for await (const [name, handle] of folder.entries()) {
        if (handle.kind === "directory") {
          await walk(handle as FileSystemDirectoryHandle, `${path}/${name}`);
        } else {
          const file = await (handle as FileSystemFileHandle).getFile();
          look(`${path}/${name}`, new TextDecoder("latin1").decode(await file.arrayBuffer()));
        }
      }
    };
    await walk(await navigator.storage.getDirectory(), "");
    for (const [key, value] of Object.entries(localStorage)) look(key, value);
    const databases = await indexedDB.databases();
    for (const { name } of databases) {
      const database = await new Promise<IDBDatabase>((done, failed) => {
        const opening = indexedDB.open(name ?? "");
        opening.onsuccess = () => done(opening.result);
        opening.onerror = () => failed(opening.error);
      });
      for (const store of database.objectStoreNames) {
        const all = await new Promise<unknown[]>((done) => {
          const asking = database.transaction(store).objectStore(store).getAll();
          asking.onsuccess = () => done(asking.result);
        });
        look(`${name}/${store}`, JSON.stringify(all));
      }
      database.close();
    }
    return found;
  }, word);
}

/** One guest of that name, saved; and a text that was typed and is not saved yet. */
async function leaveTraces(page: Page): Promise<void> {
  await guestOf(page);
  await save(page, { Phone: canary });
  await page.evaluate((text) => {
    localStorage.setItem("wedsync.typed.1.2.text", JSON.stringify({ text, seen: null }));
  }, canary);
  expect(await foundIn(page, canary)).not.toEqual([]);
}

test("a tablet that forgets the venue keeps nothing of it", async ({ joined }) => {
  const { page } = await joined("Ana");
  await leaveTraces(page);
  await page.goto(at(page, "/sync"));
  await page.getByText("A tablet is lost?").click();
  await page.getByRole("button", { name: "Forget this venue on this tablet" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox").fill("forget");
  await dialog.getByRole("button", { name: "Forget and erase" }).click();
  await expect(page.getByRole("heading", { name: "Join your team" })).toBeVisible();
  expect(await foundIn(page, canary)).toEqual([]);
});

test("a lost tablet erases what it holds when it next reaches the hub", async ({ hub, joined }) => {
  const { tablet, page } = await joined("Ana");
  await leaveTraces(page);
  await tablet.context.setOffline(true);
  await isOffline(page);
  hub.revoke("Ana's tablet", { isLost: true });
  expect(await foundIn(page, canary)).not.toEqual([]);

  await tablet.context.setOffline(false);
  await expect(page.getByRole("heading", { name: "Join your team" })).toBeVisible({
    timeout: 30_000,
  });
  await expect(page.getByRole("alert")).toContainText("reported this tablet lost");
  await expect.poll(() => foundIn(page, canary)).toEqual([]);
  expect(hub.devices()).toMatchObject([
    { device: "Ana's tablet", is_to_erase: true, erase_told: true },
  ]);
  // It stays out, and a new invitation lets it in.
  await page.goto(hub.invite("Ana"));
  await page.getByLabel("Name of this tablet").fill("Ana's tablet");
  await page.getByRole("button", { name: "Join" }).click();
  await expect(page.getByRole("heading", { name: "Ready offline" })).toBeVisible({
    timeout: 30_000,
  });
});
