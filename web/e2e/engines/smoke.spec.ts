import { expect, test } from "@playwright/test";
import { Hub } from "../support/hub.ts";
import { Screen } from "./browser.ts";
import { firefox } from "./firefox.ts";
import { webkit } from "./webkit.ts";

// What has to work in every browser: joining, an edit that is kept and shared, the hub gone and back.
for (const engine of [firefox, webkit]) {
  test(`@long ${engine.name}: joins, checks a guest in without the hub, and shares it`, async () => {
    test.skip(!engine.isInstalled, `${engine.name} is not installed (scripts/setup browsers)`);
    test.setTimeout(240_000);
    const hub = await Hub.start();
    const driver = await engine.open();
    const screen = new Screen(driver);
    try {
      await screen.goto(hub.invite("Ana"));
      await screen.fill("Name of this tablet", "Ana's tablet");
      await screen.press("button", "Join");
      await screen.sees("Ready offline");
      await screen.press("a", "Start");
      await screen.until("/weddings/.test(document.querySelector('h1')?.innerText)");
      const guests = await screen.until(
        "[...document.querySelectorAll('a')].find((one) => one.innerText.trim() === 'Guests')?.href",
      );

      await hub.stop("SIGKILL");
      await screen.goto(String(guests));
      await screen.press(".seg button", "To come");
      const label = String(await screen.press(".check-in"));
      expect(label).toMatch(/^Check in ./);
      await screen.sees("saved on this tablet");
      await screen.goto(String(guests));
      await screen.press(".seg button", "Here");
      await screen.fill("Find a guest", label.replace("Check in ", ""));
      await screen.until(
        "[...document.querySelectorAll('.guest-list .checked')].some((one) => one.innerText.includes('by you'))",
      );

      await hub.start();
      await screen.goto(new URL("/sync", String(guests)).href);
      await screen.sees("Nothing waits");
      expect(await screen.run("return isSecureContext")).toBe(true);
    } finally {
      await driver.close();
      await hub.remove();
    }
  });
}
