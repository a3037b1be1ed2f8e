import { expect, test } from "vitest";
import { inSteps } from "./steps.ts";

test("what is not all read is asked again, and others have their turn between", async () => {
  const seen: string[] = [];
  let left = 3;
  const asked = inSteps(async () => {
    seen.push("asked");
    left -= 1;
    return left > 0 ? { unread: true } : { campaigns: [] };
  });
  setTimeout(() => seen.push("another"));
  expect(await asked).toEqual({ campaigns: [] });
  expect(seen.filter((each) => each === "asked")).toHaveLength(3);
  expect(seen.indexOf("another")).toBeLessThan(seen.lastIndexOf("asked"));
});

test("an answer of nothing, and one that fails, are answers", async () => {
  expect(await inSteps(async () => null)).toBe(null);
  await expect(inSteps(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
});
