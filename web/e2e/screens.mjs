// Takes screenshots of the app over made-up data, to be looked at:
//   node e2e/screens.mjs [--only name,name] [--sizes wide,tall,phone] [--looks light,dark,ar,de] [--whole] [--out folder]
// With --whole a picture has the whole page, and not what fits the screen.
// Serves the app by Vite in its fake mode. Prints what the browser complained about.
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { createServer } from "vite";

const here = dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({
  options: {
    only: { type: "string" },
    sizes: { type: "string", default: "wide,tall,phone" },
    looks: { type: "string", default: "light,dark,ar" },
    whole: { type: "boolean", default: false },
    out: { type: "string", default: join(here, "../test-results/screens") },
  },
});

const sizes = {
  wide: { width: 1180, height: 820 },
  tall: { width: 820, height: 1180 },
  phone: { width: 390, height: 844 },
  small: { width: 320, height: 640 },
};

const looks = {
  light: { locale: "en-GB", colorScheme: "light" },
  dark: { locale: "en-GB", colorScheme: "dark" },
  ar: { locale: "ar", colorScheme: "light" },
  de: { locale: "de-DE", colorScheme: "light" },
  fr: { locale: "fr-FR", colorScheme: "light" },
  es: { locale: "es-ES", colorScheme: "light" },
};

/** Name, address, and what to do before the picture is taken. */
const screens = [
  ["today", "/"],
  ["today-offline", "/?offline"],
  ["today-empty", "/?empty"],
  ["full", "/?full"],
  ["update", "/?update"],
  ["memory", "/?store=memory"],
  ["broken", "/?store=failed"],
  ["aside", "/?store=aside"],
  ["nowhere", "/no/such/place"],
  ["switcher", "/", (page) => page.locator(".switch").click()],
  [
    "more",
    "/",
    async (page) => {
      const more = page.locator("nav button[popovertarget]:visible");
      if ((await more.count()) > 0) await more.last().click();
    },
  ],
  ["pair", "/?fresh"],
  [
    "prepare",
    "/?fresh",
    async (page) => {
      await page.locator("input").nth(0).fill("K7QM-2R9T");
      await page.locator("input").nth(1).fill("Front door");
      await page.locator("button[type=submit]").click();
      await page.locator(".steps").waitFor();
      await page.waitForTimeout(700);
    },
  ],
  ["event", "/e/4001"],
  ["timeline", "/e/4001/timeline"],
  [
    "timeline-item",
    "/e/4001/timeline",
    (page) => page.locator(".tl-item", { hasText: "Dinner call" }).locator("a").first().click(),
  ],
  [
    "timeline-shift",
    "/e/4001/timeline",
    async (page) => {
      await page.locator(".tl-item", { hasText: "Dinner call" }).locator("a").first().click();
      await page.locator(".tl-panel-act .primary").click();
      await page.locator(".stepper button").last().click();
    },
  ],
  [
    "timeline-edit",
    "/e/4001/timeline",
    async (page) => {
      await page.locator(".tl-item", { hasText: "Speeches" }).locator("a").first().click();
      await page.locator(".tl-panel-act .btn").last().click();
      await page.locator("dialog").waitFor();
    },
  ],
  ["guests", "/e/4001/guests"],
  [
    "guests-search",
    "/e/4001/guests?offline",
    async (page) => {
      await page.locator(".finder input").fill("obrein");
      await page.locator(".check-in").first().click();
      await page.locator(".toast").waitFor();
    },
  ],
  [
    "guest-hint",
    "/e/4001/guests?offline",
    async (page) => {
      await page.locator(".guest-name").first().click();
      await page.locator(".facts").waitFor();
      await page.locator(".head .btn").last().click();
      await page.locator(".guest-form [type=tel]").focus();
      await page.locator(".ahead").waitFor();
    },
  ],
  ["guests-nobody", "/e/4001/guests", (page) => page.locator(".finder input").fill("Xaver Quux")],
  [
    "walk-in",
    "/e/4001/guests",
    async (page) => {
      await page.locator(".head .btn").last().click();
      await page.locator("dialog").waitFor();
    },
  ],
  [
    "guest",
    "/e/4001/guests",
    async (page) => {
      await page.locator(".guest-name").first().click();
      await page.locator(".facts").waitFor();
    },
  ],
  [
    "guest-erase",
    "/e/4001/guests",
    async (page) => {
      await page.locator(".guest-name").first().click();
      await page.locator(".erase summary").click();
      await page.locator(".erase .btn").waitFor();
    },
  ],
  [
    "guest-edit",
    "/e/4001/guests",
    async (page) => {
      await page.locator(".guest-name").first().click();
      await page.locator(".facts").waitFor();
      await page.locator(".head .btn").last().click();
      await page.locator(".guest-form").waitFor();
    },
  ],
  ["kitchen", "/e/4001/kitchen"],
  ["naughty-today", "/?naughty"],
  ["naughty-event", "/e/4001?naughty"],
  ["naughty-timeline", "/e/4001/timeline?naughty"],
  ["naughty-guests", "/e/4001/guests?naughty"],
  ["naughty-kitchen", "/e/4001/kitchen?naughty"],
  [
    "find",
    "/",
    async (page) => {
      await page.keyboard.press("/");
      await page.locator(".finder input").fill("lindqist");
      await page.locator(".find-list a").first().waitFor();
    },
  ],
  ["seating", "/e/4001/seating"],
  [
    "seating-picked",
    "/e/4001/seating",
    async (page) => {
      await page.locator(".tray .btn").first().click();
      await page.locator("[data-face]").nth(6).click({ force: true });
      await page.waitForTimeout(200);
    },
  ],
  [
    "seating-list",
    "/e/4001/seating",
    async (page) => {
      await page.locator(".seg button").nth(1).click();
      await page.locator(".tables summary").nth(1).click();
    },
  ],
  [
    "seating-ways",
    "/e/4001/seating",
    async (page) => {
      await page.locator(".amiss-row .btn").click();
    },
  ],
  ["areas", "/e/4001/seating", (page) => page.locator(".areas").scrollIntoViewIfNeeded()],
  ["areas-take", "/e/4001/vendors", (page) => page.locator(".areas > .btn").click()],
  ["vendors", "/e/4001/vendors"],
  ["vendors-all", "/e/4001/vendors?all"],
  [
    "vendor-page",
    "/e/4001/vendors",
    async (page) => {
      await page.locator(".vendor a").first().click();
      await page.locator(".arrival").waitFor();
    },
  ],
  ["notes", "/e/4001/notes"],
  ["notes-all", "/e/4001/notes?all"],
  [
    "note-page",
    "/e/4001/notes",
    async (page) => {
      await page.locator(".note a").first().click();
      await page.locator(".single textarea").waitFor();
    },
  ],
  [
    "task-page",
    "/e/4001/notes",
    async (page) => {
      await page.locator(".task a").first().click();
      await page.locator(".single textarea").waitFor();
    },
  ],
  ["forms", "/e/4001/forms"],
  [
    "form-draft",
    "/e/4001/forms",
    async (page) => {
      await page.locator(".kinds button").first().click();
      await page.locator("textarea").first().fill("A tray of glasses fell by the bar.");
      const pad = page.locator(".pad");
      await pad.scrollIntoViewIfNeeded();
      const box = await pad.boundingBox();
      await page.mouse.move(box.x + 60, box.y + 90);
      await page.mouse.down();
      for (let at = 0; at < 40; at++) {
        await page.mouse.move(box.x + 60 + at * 6, box.y + 90 - 40 * Math.sin(at / 3));
      }
      await page.mouse.up();
      await page.waitForTimeout(1100);
    },
  ],
  [
    "form-done",
    "/e/4001/forms",
    async (page) => {
      await page.locator(".form-list").last().locator("a").first().click();
      await page.locator(".answers").waitFor();
    },
  ],
  [
    "forms-design",
    "/e/4001/forms",
    async (page) => {
      await page.locator("main a[href*='/forms/design/']").first().click();
      await page.locator(".design-name").nth(1).click();
      await page.locator(".design-when").waitFor();
    },
  ],
  [
    "forms-preview",
    "/e/4001/forms",
    async (page) => {
      await page.locator("main a[href*='/forms/design/']").first().click();
      await page.locator(".design").waitFor();
      const preview = page.locator(".seg button").last();
      if (await preview.isVisible()) await preview.click();
      await page.locator(".design-preview input").first().check();
    },
  ],
  ["forms-new", "/e/4001/forms/design"],
  ["forms-answers", "/e/4001/forms/answers/tasting"],
  [
    "forms-draft",
    "/e/4001/forms",
    async (page) => {
      await page.locator(".kinds .form-line").nth(4).click();
      await page.locator(".single input[type=radio]").first().check();
      await page.locator(".single input[inputmode=decimal]").fill("500");
    },
  ],
  ["seating-print", "/e/4001/print/seating"],
  ["timeline-print", "/e/4001/print/timeline"],
  ["kitchen-print", "/e/4001/print/kitchen"],
  ["contacts-print", "/e/4001/print/contacts"],
  ["decide", "/decide"],
  [
    "decide-card",
    "/decide?offline",
    async (page) => {
      await page
        .getByRole("button", {
          name: /Look at both|Ver ambas|Beide ansehen|Voir les deux|عرض الاثنين/,
        })
        .nth(1)
        .click();
      await page.locator("dialog").waitFor();
      await page.keyboard.press("ArrowRight");
    },
  ],
  [
    "decide-compare",
    "/decide",
    async (page) => {
      await page.locator(".queue-do .btn").nth(2).click();
      await page.locator("dialog").waitFor();
      await page.keyboard.press("f");
      await page.locator("dialog table").waitFor();
    },
  ],
  [
    "decide-text",
    "/decide",
    async (page) => {
      await page.locator(".queue-row").nth(6).locator(".btn").last().click();
      await page.locator("dialog .before-text").waitFor();
      await page.locator("dialog .more-way input").first().check();
    },
  ],
  [
    "decide-ask",
    "/decide",
    async (page) => {
      await page.locator(".queue-row").nth(5).locator(".btn").last().click();
      await page.locator("dialog .card-foot .quiet").last().click();
      await page.locator("dialog .ask").scrollIntoViewIfNeeded();
    },
  ],
  [
    "decide-misfits",
    "/decide",
    (page) => page.locator(".problem").first().scrollIntoViewIfNeeded(),
  ],
  ["decisions", "/decisions"],
  ["team", "/team"],
  ["team-charts", "/team", (page) => page.locator(".line-chart").scrollIntoViewIfNeeded()],
  ["team-note", "/team", (page) => page.locator(".team .sec button").first().click()],
  ["team-invite", "/team", (page) => page.locator(".invitations .sec button").last().click()],
  ["team-code", "/team", (page) => page.locator(".invitations .sec button").first().click()],
  ["team-say", "/team", (page) => page.locator(".supplier button").nth(1).click()],
  ["sync", "/sync"],
  ["sync-offline", "/sync?offline"],
  ["sync-full", "/sync?full"],
  [
    "sync-mend",
    "/sync?offline",
    async (page) => {
      await page.locator(".refusal .primary").click();
    },
  ],
  [
    "sync-forget",
    "/sync?offline",
    async (page) => {
      await page.locator(".lost summary").click();
      await page.locator(".lost .danger").click();
    },
  ],
  ["settings", "/settings"],
  ["certificate", "/certificate"],
  ["performance", "/performance"],
  ["import", "/e/4001/import"],
  [
    "import-preview",
    "/e/4001/import",
    async (page) => {
      const list =
        "id,Name,E-Mail,Household,RSVP,Table,Diet,Shoe size\n" +
        "1,Ana García,ana@example.org,García,Accepted,Rose,vegan,38\n" +
        "2,Bo & Cy Ek,bo@,Ek,No reply,Table 3,,41\n3,,lost@example.org,,yes,,,\n";
      await page
        .locator("input[type=file]")
        .setInputFiles({ name: "guests.csv", mimeType: "text/csv", buffer: Buffer.from(list) });
      await page.locator(".import-rows li").first().waitFor();
    },
  ],
  ["contacts", "/e/4001/contacts"],
];

const wanted = (name) =>
  !values.only || values.only.split(",").some((each) => name.startsWith(each));

const server = await createServer({
  root: join(here, "../app"),
  mode: "fake",
  logLevel: "error",
  server: { port: 0 },
});
await server.listen();
const { port } = server.httpServer.address();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
mkdirSync(values.out, { recursive: true });
let complaints = 0;
for (const look of values.looks.split(",")) {
  for (const size of values.sizes.split(",")) {
    const context = await browser.newContext({
      viewport: sizes[size],
      timezoneId: "Europe/London",
      reducedMotion: "reduce",
      ...looks[look],
    });
    // The first page waits for all of the app to be made ready.
    context.setDefaultTimeout(120_000);
    for (const [name, place, prepare] of screens.filter(([each]) => wanted(each))) {
      const page = await context.newPage();
      const complain = (text) => {
        complaints++;
        console.log(`${name}-${size}-${look}: ${text}`);
      };
      page.on("console", (message) => message.type() === "error" && complain(message.text()));
      page.on("dialog", (dialog) => {
        complain(`a text was run: ${dialog.message()}`);
        void dialog.dismiss();
      });
      page.on("pageerror", (error) => complain(String(error)));
      await page.clock.setFixedTime(new Date("2026-09-26T15:52:00Z"));
      await page.goto(`http://localhost:${port}${place}`);
      await page.locator("main h1").first().waitFor();
      await page.evaluate(() => document.fonts.ready);
      try {
        await prepare?.(page);
      } catch (error) {
        complain(String(error).split("\n")[0]);
      }
      const isTooWide = await page.evaluate(
        () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
      );
      if (isTooWide) complain("scrolls sideways");
      await page.waitForTimeout(150);
      const path = join(values.out, `${name}-${size}-${look}.png`);
      await page.screenshot({ path, fullPage: values.whole });
      await page.close();
    }
    await context.close();
  }
}
await browser.close();
await server.close();
console.log(`${complaints} complaints; pictures in ${values.out}`);
process.exit(complaints > 0 ? 1 : 0);
