import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, test } from "../support/venue.ts";

/** A picture that does not pack well, so that it goes in several pieces. */
async function noise(page: Page): Promise<Buffer> {
  const text = await page.evaluate(() => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [1600, 1200];
    const pen = canvas.getContext("2d");
    const image = pen?.createImageData(canvas.width, canvas.height);
    if (!pen || !image) throw new Error("no canvas");
    // Grains of four pixels: some 600 kB as WebP.
    for (let y = 0; y < canvas.height; ++y)
      for (let x = 0; x < canvas.width; ++x) {
        const seed = Math.sin((x >> 2) * 12.9898 + (y >> 2) * 78.233) * 43758.5453;
        const at = (y * canvas.width + x) * 4;
        for (let part = 0; part < 3; ++part)
          image.data[at + part] = (seed * (part + 1) * 255) & 255;
        image.data[at + 3] = 255;
      }
    pen.putImageData(image, 0, 0);
    return canvas.toDataURL("image/jpeg", 0.9).split(",")[1] ?? "";
  });
  return Buffer.from(text, "base64");
}

/** The hash of what the page's origin keeps of its pictures, by their names. */
function keptIn(page: Page): Promise<Record<string, string>> {
  return page.evaluate(async () => {
    const kept: Record<string, string> = {};
    const root = await navigator.storage.getDirectory();
    const all = (folder: FileSystemDirectoryHandle) =>
      (folder as unknown as { values(): AsyncIterable<FileSystemHandle> }).values();
    for await (const store of all(root)) {
      if (store.kind !== "directory") continue;
      const folder = await (store as FileSystemDirectoryHandle)
        .getDirectoryHandle("pictures")
        .catch(() => null);
      if (!folder) continue;
      for await (const file of all(folder)) {
        if (file.name.includes(".")) continue;
        const bytes = await (await (file as FileSystemFileHandle).getFile()).arrayBuffer();
        const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
        kept[file.name] = Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
      }
    }
    return kept;
  });
}

test("a photo comes to the other tablet, over a cut link and a hub that was killed", async ({
  hub,
  joined,
}) => {
  test.setTimeout(180_000);
  const [ana, ben] = [await joined("Ana"), await joined("Ben")];
  const home = await ana.page.locator('a[href^="/e/"]').first().getAttribute("href");
  const scope = home?.split("/")[2] ?? "";
  await ana.page.goto(`${hub.url}/e/${scope}/notes`);
  await ana.page.getByLabel("New note").fill("The arch");
  await ana.page.getByRole("button", { name: "Add note" }).click();
  await ana.page.getByRole("link", { name: /The arch/ }).click();
  await expect(ana.page.getByRole("button", { name: "Choose a picture" })).toBeVisible();
  const note = ana.page.url();

  const pieces: number[] = [];
  let isCut = true;
  await ana.tablet.context.route("**/v1/scopes/*/media/*", async (route) => {
    const request = route.request();
    if (request.method() !== "PATCH") return route.continue();
    const offset = Number((await request.allHeaders())["upload-offset"]);
    // In the middle: the first piece arrives, the next ones do not.
    if (isCut && offset > 0) return route.abort("connectionreset");
    pieces.push(offset);
    return route.continue();
  });
  await ana.page.locator('input[type="file"]').setInputFiles({
    name: "arch.jpg",
    mimeType: "image/jpeg",
    buffer: await noise(ana.page),
  });
  await expect(ana.page.getByRole("img", { name: "Photo for The arch" })).toBeVisible();
  await expect(ana.page.getByText(/Kept on this tablet|On its way to the team/)).toBeVisible();
  await expect.poll(() => pieces, { timeout: 30_000 }).toEqual([0]);

  // The other tablet has the note, and knows of a photo that is elsewhere.
  await ben.page.goto(note);
  await expect(ben.page.getByText("on another tablet and has not come here yet")).toBeVisible({
    timeout: 30_000,
  });
  await hub.stop("SIGKILL");
  isCut = false;
  await hub.start();
  await expect(ana.page.getByText("Shared with the team", { exact: false })).toBeVisible({
    timeout: 90_000,
  });
  const photo = ben.page.getByRole("img", { name: "Photo for The arch" });
  await expect(photo).toBeVisible({ timeout: 60_000 });
  await expect.poll(() => photo.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(1600);

  // The same bytes on both tablets and on the hub, and the first of them were sent once.
  const folder = join(hub.folder, "hub/media", scope);
  const [name = ""] = readdirSync(folder);
  expect(readdirSync(folder)).toEqual([name]);
  const bytes = readFileSync(join(folder, name));
  expect(createHash("sha256").update(bytes).digest("hex")).toBe(name);
  for (const { page } of [ana, ben]) expect(await keptIn(page)).toEqual({ [name]: name });
  expect(pieces.filter((offset) => offset === 0)).toHaveLength(1);
  expect(pieces[1]).toBeGreaterThan(0);
  console.log(`${bytes.length} bytes in ${pieces.length} pieces, resumed from ${pieces[1]}`);

  // And without a network it is still shown.
  await hub.stop();
  await ben.page.reload();
  await expect(photo).toBeVisible();
});

test("photos wait where data is to be saved, and say so", async ({ hub, joined }) => {
  const { tablet, page } = await joined("Ana");
  await tablet.context.addInitScript(() => {
    const connection = Object.assign(new EventTarget(), { effectiveType: "4g", saveData: true });
    Object.defineProperty(navigator, "connection", { value: connection });
  });
  const asked: string[] = [];
  await tablet.context.route("**/v1/scopes/*/media/*", (route) => {
    asked.push(route.request().method());
    return route.continue();
  });
  await page.reload();
  const home = await page.locator('a[href^="/e/"]').first().getAttribute("href");
  await page.goto(`${hub.url}${home}/notes`);
  await page.getByLabel("New note").fill("The cake");
  await page.getByRole("button", { name: "Add note" }).click();
  await page.getByRole("link", { name: /The cake/ }).click();
  await page.locator('input[type="file"]').setInputFiles({
    name: "cake.jpg",
    mimeType: "image/jpeg",
    buffer: await noise(page),
  });
  await expect(page.getByText("It waits until the link is better")).toBeVisible();
  await page.goto(`${hub.url}/sync`);
  await expect(page.getByText(/One photo waits until the link is better/)).toBeVisible();
  expect(asked).toEqual([]);
});
