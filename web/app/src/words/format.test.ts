import { afterEach, expect, test } from "vitest";
import { capital, clock } from "./format.ts";
import { byNumbers, byText } from "./order.ts";
import { speak } from "./say.ts";

afterEach(() => speak("en", {}));

const at = (hour: number, minute: number) => new Date(2026, 8, 26, hour, minute).getTime();

test("a time has two digits where the day has 24 hours, in the digits of the reader", () => {
  const said = ["en-GB", "de-DE", "fr-FR", "es-ES"].map((region) => {
    speak("en", {}, region);
    return [clock(at(9, 5)), clock(at(16, 52))];
  });
  expect(new Set(said.map(String))).toEqual(new Set(["09:05,16:52"]));
  speak("en", {}, "fa-IR");
  expect(clock(at(9, 5))).toBe("۰۹:۰۵");
});

test("a time has an hour of one digit and its half of the day where the reader writes it so", () => {
  speak("en", {}, "en-US");
  expect(clock(at(9, 5)).replace(/\s/u, " ")).toBe("9:05 AM");
});

test("texts are in the order of the reader's language", () => {
  speak("en", {}, "sv");
  expect(["Öberg", "Zorn", "Ek"].sort(byText)).toEqual(["Ek", "Zorn", "Öberg"]);
  speak("de", {}, "de");
  expect(["Öberg", "Zorn", "Ek"].sort(byText)).toEqual(["Ek", "Öberg", "Zorn"]);
  expect(["Table 10", "Table 9", "table 1"].sort(byNumbers)).toEqual([
    "table 1",
    "Table 9",
    "Table 10",
  ]);
});

test("a sentence begins with a capital letter", () => {
  expect(["samedi, cinq mariages", "été", "", "ß", "السبت"].map(capital)).toEqual([
    "Samedi, cinq mariages",
    "Été",
    "",
    "SS",
    "السبت",
  ]);
});
