// Draws the PNG icons from public/icon.svg in Chromium: node build/make_icons.mjs, in web/app.
import { readFileSync, writeFileSync } from "node:fs";
import { chromium } from "playwright-core";

const here = new URL("../public/", import.meta.url);
const svg = readFileSync(new URL("icon.svg", here), "utf8");
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
/** A maskable icon has square corners and its picture within the inner four fifths. */
const square = svg
  .replace('rx="112"', "")
  .replace("<g ", '<g transform="translate(51 51) scale(.8)" ');
for (const [name, size, source] of [
  ["icon-192.png", 192, svg],
  ["icon-512.png", 512, svg],
  ["icon-maskable-512.png", 512, square],
]) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(
    `<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${source}`,
  );
  writeFileSync(new URL(name, here), await page.screenshot({ omitBackground: true }));
}
await browser.close();
