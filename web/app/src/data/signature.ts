/** Signatures as paths of an SVG, short enough to be part of a text. */

export const padWidth = 600;
export const padHeight = 200;

const drawingMax = 24_000;
const shape = /^(M-?\d{1,4} -?\d{1,4}(l(-?\d{1,4} -?\d{1,4} ?)+)?)+$/;

/** Whether a text is a path that this file may have made; nothing else is drawn. */
export const isDrawing = (text: string): boolean => text.length <= drawingMax && shape.test(text);

type Spot = readonly [number, number];

/** Points nearer than this to the one before add nothing. */
const nearest = 2.5;

/** A stroke as a path: where it begins, then by how much it moves. A dot is a short line. */
export function strokePath(points: readonly Spot[]): string {
  const rounded = points.map(
    ([x, y]): Spot => [
      Math.round(Math.min(padWidth, Math.max(0, x))),
      Math.round(Math.min(padHeight, Math.max(0, y))),
    ],
  );
  const [first] = rounded;
  if (!first) return "";
  let [x, y] = first;
  const steps: string[] = [];
  for (const [index, [toX, toY]] of rounded.entries()) {
    const isLast = index === rounded.length - 1;
    const far = Math.hypot(toX - x, toY - y);
    if (far === 0 || (far < nearest && !isLast)) continue;
    steps.push(`${toX - x} ${toY - y}`);
    x = toX;
    y = toY;
  }
  return `M${first[0]} ${first[1]}l${steps.length > 0 ? steps.join(" ") : "1 0"}`;
}

/** A drawing with one stroke more; as it was where there is no room left. */
export function withStroke(drawing: string, points: readonly Spot[]): string {
  const next = drawing + strokePath(points);
  return next.length <= drawingMax ? next : drawing;
}

/** A drawing without its last stroke. */
export const withoutLast = (drawing: string): string =>
  drawing.slice(0, Math.max(0, drawing.lastIndexOf("M")));
