import { expect, test } from "vitest";
import { bounded, centred, frameOf, zoomed } from "./use_view.ts";

const box = { width: 1000, height: 500 };
const room = { room: box, frame: box };

test("the room cannot be pushed out of sight, nor drawn smaller than whole", () => {
  expect(bounded({ k: 0.2, x: 40, y: -40 }, room)).toEqual({ k: 1, x: 0, y: 0 });
  expect(bounded({ k: 2, x: 90, y: -9000 }, room)).toEqual({ k: 2, x: 0, y: -500 });
});

test("zooming keeps the point under the fingers where it is", () => {
  const before = { k: 2, x: -300, y: -200 };
  const at = { x: 400, y: 250 };
  const after = zoomed(before, 1.5, at, room);
  const inRoom = (view: typeof before) => ({
    x: (at.x - view.x) / view.k,
    y: (at.y - view.y) / view.k,
  });
  expect(inRoom(after).x).toBeCloseTo(inRoom(before).x);
  expect(inRoom(after).y).toBeCloseTo(inRoom(before).y);
});

test("a centred point is in the middle", () => {
  const view = centred(3, { x: 500, y: 250 }, room);
  expect(500 * view.k + view.x).toBeCloseTo(500);
  expect(250 * view.k + view.y).toBeCloseTo(250);
});

test("a room smaller than its frame is in the middle, and fills it closer up", () => {
  const frame = frameOf(box, 1);
  expect(frame).toEqual({ width: 1000, height: 1000 });
  const sight = { room: box, frame };
  expect(bounded({ k: 1, x: 5, y: 5 }, sight)).toEqual({ k: 1, x: 0, y: 250 });
  expect(bounded({ k: 2, x: 5, y: 250 }, sight)).toEqual({ k: 2, x: 0, y: 0 });
  expect(bounded({ k: 3, x: 5, y: 250 }, sight)).toEqual({ k: 3, x: 0, y: 0 });
});
