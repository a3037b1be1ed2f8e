import type { Page } from "@playwright/test";
import { everyScreen, type Place, visit } from "../support/screens.ts";
import { expect, test } from "../support/venue.ts";

const kTargetPx = 44;

/** What can be pressed on this page and takes a press in less than `least` pixels of width or height. */
function smallTargets(least: number): string[] {
  const pressed = "a[href], button, input, select, textarea, summary, label, [role=button]";
  const sizeOf = (element: Element): { width: number; height: number } => {
    const whole = element.closest("label") ?? element;
    whole.scrollIntoView({ block: "center", inline: "center" });
    const box = whole.getBoundingClientRect();
    if (box.width >= least && box.height >= least) return box;
    // What covers its row takes presses beyond its own box.
    const takes = (x: number, y: number) =>
      whole.contains(document.elementFromPoint(x, y)?.closest(pressed) ?? null);
    const x = box.x + box.width / 2;
    const y = box.y + box.height / 2;
    const reach = (dx: number, dy: number) => {
      let far = 0;
      while (far < least && takes(x + dx * (far + 1), y + dy * (far + 1))) far++;
      return far;
    };
    return { width: reach(-1, 0) + reach(1, 0) + 1, height: reach(0, -1) + reach(0, 1) + 1 };
  };
  return [...document.querySelectorAll(pressed)]
    .filter((each) => each.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    .filter((each) => !each.closest("[aria-hidden=true]"))
    .filter((each) => !each.matches("label:not(:has(input, select, textarea))"))
    .flatMap((each) => {
      const { width, height } = sizeOf(each);
      if (width >= least && height >= least) return [];
      const name = each.getAttribute("aria-label") ?? each.textContent?.trim().slice(0, 40);
      return [
        `${each.tagName}.${each.getAttribute("class") ?? ""} "${name}" ${Math.round(width)}x${Math.round(height)}`,
      ];
    });
}

async function lookAt(
  page: Page,
  places: readonly Place[],
  look: () => Promise<readonly string[]>,
) {
  const found: string[] = [];
  for (const { pattern, path } of places) {
    await visit(page, path);
    for (const each of await look()) found.push(`${pattern}: ${each}`);
  }
  return found;
}

test("34 takes a press in 44 pixels or more, whatever can be pressed", async ({ joined }) => {
  test.setTimeout(120_000);
  const { page } = await joined("Ana");
  const places = await everyScreen(page);
  const look = () => page.evaluate(smallTargets, kTargetPx);
  for (const viewport of [
    { width: 1180, height: 820 },
    { width: 820, height: 1180 },
  ]) {
    await page.setViewportSize(viewport);
    const found = await lookAt(page, places, look);
    expect.soft(found).toEqual([]);
  }
});

test("36 shows all of every screen 320 pixels wide, with text of twice the size", async ({
  joined,
}) => {
  test.setTimeout(120_000);
  const { page } = await joined("Ana");
  const places = await everyScreen(page);
  const cdp = await page.context().newCDPSession(page);
  const look = () => page.evaluate(cutOff);
  for (const [width, px] of [
    [320, 16],
    [640, 32],
    [320, 32],
  ] as const) {
    await page.setViewportSize({ width, height: 640 });
    await cdp.send("Page.setFontSizes", { fontSizes: { standard: px, fixed: px } });
    const found = await lookAt(page, places, look);
    expect.soft(found).toEqual([]);
  }
});

/** What reaches beyond the sides of the page, or is cut by a box that hides the rest of it without a sign. */
function cutOff(): string[] {
  const root = document.documentElement;
  const isHidden = (each: Element | null): boolean =>
    each !== null &&
    each !== root &&
    (getComputedStyle(each).overflowX !== "visible" || isHidden(each.parentElement));
  const isCut = (each: Element) => {
    const box = each.getBoundingClientRect();
    const { overflowX, textOverflow } = getComputedStyle(each);
    const isBeyond = box.width > 0 && (box.left < -1 || box.right > root.clientWidth + 1);
    const hides = (overflowX === "hidden" || overflowX === "clip") && textOverflow !== "ellipsis";
    return (
      (isBeyond && !isHidden(each.parentElement)) ||
      (hides && each.clientWidth > 1 && each.scrollWidth > each.clientWidth + 1)
    );
  };
  const found = [...document.querySelectorAll("main *, header *, nav *")].filter(
    (each) =>
      each.checkVisibility({ visibilityProperty: true }) &&
      !each.closest("svg, input, textarea, .vh, .skip") &&
      isCut(each),
  );
  const inner = found.filter(
    (each) => !found.some((other) => other !== each && each.contains(other)),
  );
  const names = inner.map((each) => {
    const { left, right } = each.getBoundingClientRect();
    const text = each.textContent?.trim().slice(0, 30);
    return `${each.tagName}.${each.getAttribute("class") ?? ""} "${text}" ${Math.round(left)}..${Math.round(right)}`;
  });
  return root.scrollWidth > root.clientWidth ? [`scrolls to ${root.scrollWidth}`, ...names] : names;
}
