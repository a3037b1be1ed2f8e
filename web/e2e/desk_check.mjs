// Checks the screens of the desk over made-up data: to decide, sync, settings, lists from files.
//   node e2e/desk_check.mjs
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import { chromium } from "playwright-core";
import { createServer } from "vite";

const root = join(dirname(fileURLToPath(import.meta.url)), "../app");
const server = await createServer({
  root,
  mode: "fake",
  logLevel: "error",
  server: { port: 0 },
  cacheDir: join(root, "../node_modules/.vite-desk"),
});
await server.listen();
const origin = `http://localhost:${server.httpServer.address().port}`;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
const checks = [];
const check = (name, run) => checks.push([name, run]);
const text = (page, what) => page.locator(what).first().textContent();
const isOpen = (page) => page.locator("dialog[open]").isVisible();
const fake = (page, run, argument) => page.evaluate(run, argument);

check("a decision is made by keyboard alone, and the next one opens", async (page) => {
  await page.goto(`${origin}/decide`);
  await page.getByRole("button", { name: "Decide one by one" }).focus();
  await page.keyboard.press("Enter");
  assert.match(await text(page, "dialog h2"), /not eat/);
  assert.equal(await page.locator("dialog [type=submit]").isDisabled(), true);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  assert.match(await text(page, "dialog [type=submit]"), /Keep nuts, sesame/);
  await page.keyboard.press("Enter");
  await page.getByText("9 left to decide").waitFor({ state: "attached" });
  assert.match(await text(page, "dialog h2"), /sit/);
  assert.match(await text(page, ".toast"), /Decided: nuts, sesame · saved on this tablet/);
  await page.keyboard.press("Escape");
  assert.equal(await isOpen(page), false);
  assert.notEqual(await page.evaluate(() => document.activeElement.tagName), "BODY");
});

check("nothing is chosen beforehand, and what is protected gets no suggestion", async (page) => {
  await page.goto(`${origin}/decide`);
  for (const row of await page.locator(".queue-row").all()) {
    await row.getByRole("button", { name: /Look at both/ }).click();
    assert.equal(await page.locator("dialog [name=side]:checked").count(), 0);
    const isProtected = /not eat/.test(await text(page, "dialog h2"));
    if (isProtected) assert.equal(await page.locator("dialog .suggestion").count(), 0);
    assert.equal(await page.locator("dialog .similar input:checked").count(), 0);
    await page.keyboard.press("Escape");
  }
});

check("a side that changes while the card is open freezes it", async (page) => {
  await page.goto(`${origin}/decide`);
  await page
    .locator(".queue-row")
    .nth(1)
    .getByRole("button", { name: /Look at both/ })
    .click();
  await page.locator("dialog .option").nth(0).click();
  await fake(page, () => {
    const { conflicts } = window.wedsyncFake;
    conflicts.value = conflicts.value.map((each) =>
      each.field === "table"
        ? { ...each, siblings: each.siblings.map((side) => ({ ...side, dot: `${side.dot}!` })) }
        : each,
    );
  });
  await page.getByText("This changed just now").waitFor();
  assert.equal(await page.locator("dialog [type=submit]").isDisabled(), true);
  await page.getByRole("button", { name: "Look again" }).click();
  await page.locator("dialog .option").nth(1).click();
  assert.equal(await page.locator("dialog [type=submit]").isDisabled(), false);
});

check("what somebody else decides closes, and is told", async (page) => {
  await page.goto(`${origin}/decide`);
  await page
    .locator(".queue-row")
    .nth(1)
    .getByRole("button", { name: /Look at both/ })
    .click();
  await fake(page, () => {
    const { conflicts } = window.wedsyncFake;
    conflicts.value = conflicts.value.filter((each) => each.field !== "table");
  });
  await page.locator(".toast", { hasText: "Somebody has decided" }).waitFor();
  assert.equal(await isOpen(page), false);
});

check("the same for similar ones, only when ticked", async (page) => {
  await page.goto(`${origin}/decide`);
  await page
    .locator(".queue-row")
    .nth(1)
    .getByRole("button", { name: /Look at both/ })
    .click();
  await page.locator("dialog .option").nth(0).click();
  await page.locator("dialog .similar input").check();
  await page.locator("dialog [type=submit]").click();
  await page.getByText("7 left to decide").waitFor({ state: "attached" });
});

check("both texts may stay, and another value be written", async (page) => {
  await page.goto(`${origin}/decide`);
  const row = page.locator(".queue-row", { hasText: "One text" });
  await row.getByRole("button", { name: /Look at both/ }).click();
  await page.getByLabel("Both, one under the other").check();
  assert.match(await text(page, "dialog [type=submit]"), /Keep both/);
  await page.keyboard.press("Escape");
  const phone = page.locator(".queue-row", { hasText: "Which number" });
  await phone.getByRole("button", { name: /Look at both/ }).click();
  await page.getByLabel("Something else").check();
  await page.getByLabel("What it should be").fill("+44 1");
  assert.match(await text(page, "dialog [type=submit]"), /Keep \+44 1/);
  await page.locator("dialog [type=submit]").click();
  await page.locator(".toast", { hasText: "+44 1" }).waitFor();
});

check("what does not go together is mended by one tap, and that is taken back", async (page) => {
  await page.goto(`${origin}/e/4001/seating`);
  await page.getByRole("button", { name: "Show ways out" }).click();
  const problem = page.locator("dialog .problem").first();
  assert.match(await problem.textContent(), /is given twice.*by Mara Bellini/s);
  await problem.locator(".repair button").first().click();
  await page.locator("dialog .problem").nth(1).waitFor({ state: "detached" });
  assert.match(await text(page, ".toast"), /Done: Move .* · saved on this tablet/);
});

check("tables are taken for some hours, shown, and given back", async (page) => {
  await page.goto(`${origin}/e/4001/seating`);
  const areas = page.locator(".areas");
  await areas.getByText("Mara Bellini · Tables 1–6").waitFor();
  await areas.getByRole("button", { name: "Take tables for some hours" }).click();
  await page.getByLabel("From table").fill("x");
  await page.getByRole("button", { name: "Take it" }).click();
  await page.getByText("Two numbers, please.").waitFor();
  await page.getByLabel("From table").fill("7");
  await page.getByRole("button", { name: "Take it" }).click();
  await areas.getByText("you · Tables 7–10").waitFor();
  assert.match(await text(page, ".area"), /for 3 h more/);
  await areas.getByRole("button", { name: "Done with Tables 7–10" }).click();
  await areas.getByText("you · Tables 7–10").waitFor({ state: "detached" });
});

check("before an edit one is told what others may be at", async (page) => {
  await page.goto(`${origin}/e/4001/guests?offline`);
  await page.locator(".guest-name").first().click();
  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByLabel("Phone").focus();
  const hint = page.locator(".field .ahead");
  await hint.waitFor();
  assert.match(await hint.textContent(), /out of reach.*Mara Bellini changed this 25 min/s);
  await page.getByLabel("Phone").fill("+1 555");
  await page.getByRole("button", { name: "Save changes" }).click();
  await page.locator(".guest-form").waitFor({ state: "detached" });
});

check("a text shows what was added, and what stays can be changed", async (page) => {
  await page.goto(`${origin}/decide`);
  const row = page.locator(".queue-row").filter({ hasText: "One text, two versions" });
  await row.getByRole("button", { name: /Look at both/ }).click();
  assert.match(await text(page, "dialog .before-text"), /If it rains/);
  await page.getByLabel("Both, one under the other").check();
  await page.getByLabel(/The text to keep/).fill("Cake at nine. No sparklers.");
  await page.getByRole("button", { name: "Keep both" }).click();
  await page.locator(".queue-row").filter({ hasText: "One text" }).waitFor({ state: "detached" });
});

check("a colleague is asked, and has the way to the decision", async (page) => {
  await page.goto(`${origin}/decide`);
  const row = page.locator(".queue-row").filter({ hasText: "Which number" });
  await row.getByRole("button", { name: /Look at both/ }).click();
  await page.getByRole("button", { name: "Ask a colleague" }).click();
  await page.getByRole("button", { name: /Ask Mara Bellini/ }).click();
  assert.match(await text(page, "dialog .asked"), /Asked Mara Bellini/);
  await page.keyboard.press("Escape");
  await row.locator(".asked").click();
  await page.getByRole("link", { name: "Go to the decision" }).click();
  assert.match(await text(page, "dialog h2"), /Which number/);
});

check("a deleted record that was edited is kept or left", async (page) => {
  await page.goto(`${origin}/decide`);
  const row = page.locator(".queue-row", { hasText: "was deleted" });
  await row.getByRole("button", { name: /Look at both/ }).click();
  await page.locator("dialog .option", { hasText: "Tom Ashby" }).click();
  assert.match(await text(page, "dialog [type=submit]"), /Leave it deleted/);
});

check("a refused change is mended and sent again", async (page) => {
  await page.goto(`${origin}/sync`);
  await page.getByRole("button", { name: "Change and try again" }).click();
  await page.getByLabel("Price").fill("2900");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.locator(".toast", { hasText: "Sent again" }).waitFor();
  assert.equal(await page.locator(".refusal").count(), 0);
});

check("discarding asks for a word", async (page) => {
  await page.goto(`${origin}/sync`);
  await page.getByRole("button", { name: "Discard…" }).click();
  const button = page.locator("dialog .danger");
  assert.equal(await button.isDisabled(), true);
  await page.locator("dialog input").fill("Discard");
  await button.click();
  await page.locator(".toast", { hasText: "Discarded" }).waitFor();
});

check("what waits is told in words, and goes when there is a network", async (page) => {
  await page.goto(`${origin}/sync?offline`);
  await page.getByText("Candles on the tables").first().waitFor();
  assert.equal(await page.locator(".waiting-row").count(), 6);
  await page.getByRole("button", { name: "Try now" }).click();
  await page.getByText("Nothing waits").waitFor();
});

check("a copy of everything is a ZIP of tables", async (page) => {
  await page.goto(`${origin}/sync?offline`);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "As tables (CSV)" }).click(),
  ]);
  const bytes = readFileSync(await download.path());
  assert.equal(bytes.readUInt32LE(0), 0x04034b50);
  assert.equal(bytes.readUInt32LE(bytes.length - 22), 0x06054b50);
  assert.match(download.suggestedFilename(), /^Vale House \d{4}-\d\d-\d\d \d{4}\.zip$/);
});

check("a list comes in after it was looked at, once, and is taken back", async (page) => {
  const list = "id,Name,RSVP,Table\n1,Ana García,yes,Rose\n2,Bo & Cy Ek,no,Rose\n3,,yes,\n";
  const bring = async () => {
    await page
      .locator("input[type=file]")
      .setInputFiles({ name: "g.csv", mimeType: "text/csv", buffer: Buffer.from(list) });
    await page.locator(".tallies").waitFor();
  };
  const guests = () =>
    fake(page, async () => (await window.wedsyncFake.query({ collection: "guests" })).length);
  await page.goto(`${origin}/e/4002/import`);
  await page.locator("main h1").waitFor();
  const before = await guests();
  await bring();
  await page.getByRole("button", { name: "Bring in 3 guests" }).click();
  await page.getByText("3 new, 0 updated").first().waitFor();
  assert.equal(await guests(), before + 3);
  await bring();
  await page.getByRole("button", { name: "All of it is here already" }).waitFor();
  await page.getByRole("button", { name: "Another file" }).click();
  await page.getByRole("button", { name: /Take it back/ }).click();
  await page.locator(".toast", { hasText: "Taken back" }).waitFor();
  assert.equal(await guests(), before);
});

check("a column is chosen by hand", async (page) => {
  await page.goto(`${origin}/e/4002/import`);
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: "g.csv", mimeType: "text/csv", buffer: Buffer.from("Wer\nAna\n") });
  await page.getByText("No column holds names").waitFor();
  await page.getByLabel("Column Wer").selectOption("fullName");
  await page.getByRole("button", { name: "Bring in one guest" }).waitFor();
});

check("settings hold, also the next time", async (page) => {
  await page.goto(`${origin}/settings`);
  await page.getByRole("button", { name: "Dark", exact: true }).click();
  await page.getByRole("button", { name: "Very large" }).click();
  await page.getByRole("button", { name: "Right" }).click();
  await page.locator("select").selectOption("ar");
  await page.waitForFunction(() => document.documentElement.dir === "rtl");
  await page.reload();
  await page.locator("main h1").waitFor();
  const kept = await page.evaluate(() => ({ ...document.documentElement.dataset }));
  assert.deepEqual(kept, { theme: "dark", text: "larger", hand: "end" });
  assert.equal(await page.evaluate(() => document.documentElement.lang), "ar");
});

check("what people type is text", async (page) => {
  const evil = '<img src=x onerror="window.hit=1">';
  await page.goto(`${origin}/decide`);
  await page.locator(".queue-row").first().waitFor();
  await fake(
    page,
    async (name) => {
      const client = window.wedsyncFake;
      for (const { scope, record } of client.conflicts.value) {
        const { collection } = await client.get(scope, record);
        const field =
          { guests: "full_name", vendors: "name", timeline_items: "title", notes: "title" }[
            collection
          ] ?? "name";
        await client.commit({ scope, edits: [{ edit: "set", record, field, value: name }] });
      }
      const { refused } = client;
      refused.value = refused.value.map((each) => ({
        ...each,
        reason: name,
        edits: each.edits.map((edit) => ({ ...edit, value: name })),
      }));
    },
    evil,
  );
  await page.locator("a[href='/sync']").first().click();
  await page.getByText(evil).first().waitFor();
  await page.goto(`${origin}/e/4002/import`);
  const list = `${evil},Name\n${evil},"${evil.replaceAll('"', '""')}"\n`;
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: `${evil}.csv`, mimeType: "text/csv", buffer: Buffer.from(list) });
  await page.getByText(evil).first().waitFor();
  assert.equal(await page.evaluate(() => window.hit), undefined);
  assert.equal(await page.locator("main img").count(), 0);
});

const shown = [
  "/decide",
  "/decisions",
  "/e/4001/vendors",
  "/sync?offline",
  "/sync?full",
  "/settings",
  "/certificate",
  "/performance",
  "/e/4001/import",
  "/e/4001/contacts",
];
for (const colorScheme of ["light", "dark"]) {
  check(`no violations of WCAG 2.2 AA, ${colorScheme}`, async (page) => {
    await page.emulateMedia({ colorScheme });
    const look = async (where) => {
      const { violations } = await new AxeBuilder({ page })
        .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
        .analyze();
      const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map((each) => each.html)}`);
      assert.deepEqual(told, [], where);
    };
    for (const path of shown) {
      await page.goto(origin + path);
      await page.locator("main h1").waitFor();
      await page.waitForTimeout(200);
      await look(path);
    }
    await page.goto(`${origin}/decide`);
    await page
      .locator(".queue-row")
      .nth(1)
      .getByRole("button", { name: /Look at both/ })
      .click();
    await page.locator("dialog .option").nth(0).click();
    await page.keyboard.press("f");
    await look("the card");
  });
}

check("nothing is cut at 320 px, nor with the text twice as large", async (page) => {
  for (const [width, size] of [
    [320, "16px"],
    [640, "32px"],
  ]) {
    await page.setViewportSize({ width, height: 700 });
    for (const path of shown.filter((each) => !each.includes("offline"))) {
      await page.goto(origin + path);
      await page.locator("main h1").waitFor();
      await page.addStyleTag({ content: `:root{font-size:calc(${size} * 1.0625) !important}` });
      await page.waitForTimeout(100);
      const over = await page.evaluate(() =>
        [...document.querySelectorAll("main *")]
          .filter((each) => each.getBoundingClientRect().right > innerWidth + 1)
          .filter((each) => getComputedStyle(each).clipPath === "none")
          .map((each) => each.outerHTML.slice(0, 120)),
      );
      assert.deepEqual(over.slice(0, 2), [], `${path} at ${width}`);
    }
  }
});

let failed = 0;
for (const [name, run] of checks) {
  const context = await browser.newContext({
    locale: "en-GB",
    viewport: { width: 1180, height: 820 },
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  try {
    await run(page);
    assert.deepEqual(complaints, []);
    console.log(`ok    ${name}`);
  } catch (error) {
    failed++;
    console.log(
      `FAIL  ${name}\n      ${String(error.message).split("\n").slice(0, 12).join("\n      ")}`,
    );
  }
  await context.close();
}
await browser.close();
await server.close();
console.log(`${checks.length - failed} of ${checks.length}`);
process.exit(failed > 0 ? 1 : 0);
