import type { Moment } from "../../data/measure.ts";

/** The place of a duration on the scale, from 0 (half a ms) to 1 (5 s). */
export function xOf(ms: number): number {
  const place = Math.log10(Math.max(ms, 0.5) / 0.5) / Math.log10(5000 / 0.5);
  return Math.min(1, Math.max(0, place));
}

export interface Phase {
  readonly name: "response" | "paint" | "store" | "drawn";
  /** Since the page was asked for; null where the browser does not tell. */
  readonly ms: number | null;
}

/** What of the start was measured, in order. */
export function startPhases(
  timing: Pick<Performance, "getEntriesByType" | "getEntriesByName">,
  marks: { readonly store: string; readonly drawn: string },
): readonly Phase[] {
  const [page] = timing.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  const at = (name: string) => timing.getEntriesByName(name)[0]?.startTime ?? null;
  return [
    { name: "response", ms: page?.responseEnd ?? null },
    { name: "paint", ms: at("first-contentful-paint") },
    { name: "store", ms: at(marks.store) },
    { name: "drawn", ms: at(marks.drawn) },
  ];
}

export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

export function spanOf(moments: readonly Moment[], nowMs: number): Span {
  return { startMs: moments[0]?.ms ?? nowMs, endMs: nowMs };
}

/** How long there was no network. */
export function offlineMs(moments: readonly Moment[], nowMs: number): number {
  return moments.reduce(
    (sum, each, at) => sum + (each.isOpen ? 0 : (moments[at + 1]?.ms ?? nowMs) - each.ms),
    0,
  );
}

/** The steps of how many changes waited, as the path of an area in a box of the size. */
export function waitingPath(
  moments: readonly Moment[],
  { startMs, endMs }: Span,
  width: number,
  height: number,
): string {
  const most = Math.max(1, ...moments.map((each) => each.waiting));
  const x = (ms: number) =>
    Math.round(((ms - startMs) / Math.max(1, endMs - startMs)) * width * 10) / 10;
  const y = (count: number) => Math.round((1 - (count / most) * 0.92) * height * 10) / 10;
  const steps = moments.map((each, at) => {
    const end = moments[at + 1]?.ms ?? endMs;
    return `L${x(each.ms)} ${y(each.waiting)}L${x(end)} ${y(each.waiting)}`;
  });
  return `M0 ${height}${steps.join("")}L${width} ${height}Z`;
}
