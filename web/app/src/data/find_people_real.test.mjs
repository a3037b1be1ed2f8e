// Over real names, which are not part of the repository: in WEDSYNC_DATA, else beside it in shared/data.
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { dice } from "../testing/fake_data.ts";
import { finder } from "./find_people.ts";

/** One slip at a letter of the name: wrong, missing or swapped. */
function misspelt(name, roll) {
  const letters = Array.from(name);
  const isLetter = (at) => /\p{L}/u.test(letters[at] ?? "");
  const spots = letters.flatMap((_, at) => (isLetter(at) ? [at] : []));
  const at = spots[Math.floor(roll() * spots.length)] ?? 0;
  const kind = Math.floor(roll() * 3);
  if (kind === 0) letters[at] = "abcdefghijklmnopqrstuvwxyz"[Math.floor(roll() * 26)] ?? "x";
  else if (kind === 1 || !isLetter(at + 1)) letters.splice(at, 1);
  else letters.splice(at, 2, letters[at + 1] ?? "", letters[at] ?? "");
  return letters.join("");
}

const folder =
  process.env.WEDSYNC_DATA ?? resolve(import.meta.dirname, "../../../../../shared/data");
const file = join(folder, "real/people/legislators-current.yaml");

// Says so in the report where the data is not at hand.
describe.skipIf(!existsSync(file))(`537 real names (${file})`, () => {
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  const names = [...text.matchAll(/official_full: (.+)/g)].map(([, name]) =>
    (name ?? "")
      .replace(/^['"]|['"]$/g, "")
      .replace(/\\x([0-9A-F]{2})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16))),
  );

  test("the right one is among the first five for 95 % of the names with one slip", () => {
    expect(names.length).toBeGreaterThan(500);
    const search = finder(names, (name) => name);
    const roll = dice(20_260_926);
    let right = 0;
    let asked = 0;
    for (let round = 0; round < 4; round++) {
      for (const name of names) {
        asked++;
        if (search(misspelt(name, roll), 5).some((found) => found.item === name)) right++;
      }
    }
    console.info(`found ${((100 * right) / asked).toFixed(2)} % of ${asked} misspelt names`);
    expect(right / asked).toBeGreaterThanOrEqual(0.95);
  });

  test("by last name alone as well, among the first five of that name", () => {
    const lastOf = (name) =>
      name
        .replace(/,? (Jr|Sr|II|III|IV)\.?$/, "")
        .split(" ")
        .at(-1) ?? "";
    const search = finder(names, (name) => name);
    const roll = dice(7);
    const rare = names.filter(
      (name) => names.filter((each) => lastOf(each) === lastOf(name)).length === 1,
    );
    const right = rare.filter((name) =>
      search(misspelt(lastOf(name), roll), 5).some((found) => found.item === name),
    );
    console.info(
      `by last name: ${((100 * right.length) / rare.length).toFixed(2)} % of ${rare.length}`,
    );
    expect(right.length / rare.length).toBeGreaterThanOrEqual(0.85);
  });

  test("a keystroke over 1,500 guests takes a small part of 100 ms", () => {
    const many = Array.from({ length: 1500 }, (_, at) => names[at % names.length] ?? "");
    const search = finder(many, (name) => name);
    const roll = dice(3);
    const times = Array.from({ length: 60 }, () => {
      const typed = misspelt(names[Math.floor(roll() * names.length)] ?? "", roll);
      const begin = performance.now();
      search(typed, 50);
      return performance.now() - begin;
    }).sort((a, b) => a - b);
    console.info(`median ${times[30]?.toFixed(1)} ms, slowest ${times[59]?.toFixed(1)} ms`);
    // A quarter of the budget here, so that a device four times slower keeps it.
    expect(times[54] ?? 0).toBeLessThanOrEqual(25);
  });
});
