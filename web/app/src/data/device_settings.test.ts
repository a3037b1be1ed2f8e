// @vitest-environment happy-dom
import { beforeEach, expect, test } from "vitest";
import { applySettings, hand, textSize, theme } from "./device_settings.ts";

beforeEach(() => {
  localStorage.clear();
  applySettings();
});

test("a setting shows at once and is there again the next time", () => {
  theme.set("dark");
  textSize.set("larger");
  expect(document.documentElement.dataset).toMatchObject({ theme: "dark", text: "larger" });
  theme.value.value = "system";
  applySettings();
  expect(theme.value.value).toBe("dark");
});

test("the usual leaves nothing behind", () => {
  hand.set("end");
  hand.set("start");
  expect(localStorage.length).toBe(0);
  expect(document.documentElement.dataset.hand).toBeUndefined();
});

test("what is no choice is the usual", () => {
  localStorage.setItem("wedsync.theme", "<script>");
  applySettings();
  expect(theme.value.value).toBe("system");
  expect(document.documentElement.dataset.theme).toBeUndefined();
});
