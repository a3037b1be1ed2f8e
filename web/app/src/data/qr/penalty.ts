/** Reads a module; true is dark. */
export type Look = (row: number, column: number) => boolean;

/** Lengths of what is light and dark in turn; the first one is light, and may be none. */
function runsOf(side: number, isDarkAt: (at: number) => boolean): readonly number[] {
  const runs = [0];
  for (let at = 0; at < side; at++) {
    // Dark ones stand at odd places.
    if (isDarkAt(at) !== (runs.length % 2 === 0)) runs.push(0);
    runs[runs.length - 1] = (runs.at(-1) ?? 0) + 1;
  }
  return runs;
}

/** Like the corner of a code: 1 dark, 1 light, 3 dark, 1 light, 1 dark, and 4 light beside it. */
function isCorner(runs: readonly number[], middle: number): boolean {
  const one = (runs[middle] ?? 0) / 3;
  if (middle < 3 || middle + 2 >= runs.length) return false;
  if (![-2, -1, 1, 2].every((far) => runs[middle + far] === one)) return false;
  // What is around the code is light.
  const isLight = (at: number) => at <= 0 || at >= runs.length - 1 || (runs[at] ?? 0) >= 4 * one;
  return isLight(middle - 3) || isLight(middle + 3);
}

function lineOf(runs: readonly number[]): number {
  let sum = 0;
  for (const [at, run] of runs.entries()) {
    if (run >= 5) sum += run - 2;
    if (at % 2 === 1 && isCorner(runs, at)) sum += 40;
  }
  return sum;
}

/** How hard a picture is to read for a camera (ISO/IEC 18004, 7.8.3): the less the better. */
export function penaltyOf(side: number, look: Look): number {
  let sum = 0;
  let dark = 0;
  for (let line = 0; line < side; line++) {
    sum += lineOf(runsOf(side, (at) => look(line, at)));
    sum += lineOf(runsOf(side, (at) => look(at, line)));
    for (let at = 0; at < side; at++) {
      const here = look(line, at);
      if (here) dark++;
      const isBlock =
        line > 0 &&
        at > 0 &&
        look(line - 1, at) === here &&
        look(line, at - 1) === here &&
        look(line - 1, at - 1) === here;
      if (isBlock) sum += 3;
    }
  }
  const percent = Math.round((dark * 100) / (side * side));
  return sum + Math.floor(Math.abs(percent - 50) / 5) * 10;
}
