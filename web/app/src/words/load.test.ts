import { expect, test } from "vitest";
import { initials } from "../parts/Avatar.tsx";
import { bestLanguage } from "./load.ts";

test("the first language that is ours is spoken", () => {
  expect(bestLanguage(["", "pt-BR", "de-AT", "en"])).toBe("de");
  expect(bestLanguage(["AR"])).toBe("ar");
  expect(bestLanguage(["ja"])).toBe("en");
});

test("initials are those of the first and the last name, in any script", () => {
  expect(initials("Ines Varga")).toBe("IV");
  expect(initials("  maría  de la cruz ")).toBe("MC");
  expect(initials("Cher")).toBe("C");
  expect(initials("👩‍👧 Zoë")).toHaveLength(3);
  expect(initials(" ")).toBe("?");
});
