import { type Row, rowKey } from "../values.ts";

/** What to do to a list of rows, one step after the other. */
export type Step =
  | { readonly step: "added"; readonly at: number; readonly row: Row }
  | { readonly step: "removed"; readonly at: number }
  /** Taken out at `from`, put in at `to` of what is left. */
  | { readonly step: "moved"; readonly from: number; readonly to: number }
  | { readonly step: "changed"; readonly at: number; readonly row: Row };

/** The rows after all steps; rows that no step names are the same objects. Throws on a step that
 * does not fit: the rows have to be fetched anew. */
export function patched(rows: readonly Row[], steps: readonly Step[]): readonly Row[] {
  const list = [...rows];
  for (const step of steps) apply(list, step);
  return list;
}

function apply(list: Row[], step: Step): void {
  switch (step.step) {
    case "added":
      check(step.at <= list.length);
      list.splice(step.at, 0, step.row);
      return;
    case "removed":
      check(step.at < list.length);
      list.splice(step.at, 1);
      return;
    case "moved": {
      const [row] = list.splice(step.from, 1);
      check(row !== undefined && step.to <= list.length);
      if (row) list.splice(step.to, 0, row);
      return;
    }
    case "changed":
      check(step.at < list.length);
      list[step.at] = step.row;
  }
}

function check(fits: boolean): void {
  if (!fits) throw new RangeError("a step that does not fit the rows");
}

/** New rows in which those that are as before are the same objects as before. */
export function withIdentity(before: readonly Row[], rows: readonly Row[]): readonly Row[] {
  if (before.length === 0) return rows;
  const known = new Map(before.map((row) => [rowKey(row), row]));
  return rows.map((row) => {
    const old = known.get(rowKey(row));
    return old && JSON.stringify(old) === JSON.stringify(row) ? old : row;
  });
}
