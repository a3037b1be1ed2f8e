import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Point } from "../../data/plan.ts";

/** Which part of the room is in sight: it is drawn `k` times as large, then moved. */
export interface View {
  readonly k: number;
  readonly x: number;
  readonly y: number;
}

const closest = 6;
/** How many pixels a finger may stray while it taps. */
const slop = 6;

interface Box {
  readonly width: number;
  readonly height: number;
}

/** The room within the frame that it is drawn in; both in units of the picture. */
export interface Sight {
  readonly room: Box;
  readonly frame: Box;
}

/** The frame of a window's shape that the whole room just fits into. */
export function frameOf(room: Box, shape: number): Box {
  const width = Math.max(room.width, room.height * shape);
  return { width, height: width / shape };
}

/** Keeps the room in sight: in the middle where it is smaller than the frame, without a gap where it is not. */
export function bounded(view: View, { room, frame }: Sight): View {
  const k = Math.min(closest, Math.max(1, view.k));
  const hold = (at: number, size: number, all: number) =>
    size * k <= all ? (all - size * k) / 2 : Math.min(0, Math.max(all - size * k, at));
  return {
    k,
    x: hold(view.x, room.width, frame.width),
    y: hold(view.y, room.height, frame.height),
  };
}

/** The view `by` times closer with `at`, in units of the picture, staying where it is. */
export function zoomed(view: View, by: number, at: Point, sight: Sight): View {
  const k = Math.min(closest, Math.max(1, view.k * by));
  const part = k / view.k;
  return bounded({ k, x: at.x - (at.x - view.x) * part, y: at.y - (at.y - view.y) * part }, sight);
}

/** The view that has `point` of the room in the middle. */
export function centred(k: number, point: Point, sight: Sight): View {
  const { frame } = sight;
  return bounded({ k, x: frame.width / 2 - point.x * k, y: frame.height / 2 - point.y * k }, sight);
}

interface Handlers {
  /** A press that began on something that can be dragged; true: it is dragged instead of the room. */
  readonly mayDrag: (target: Element) => boolean;
  readonly onDrag: (event: PointerEvent) => void;
  readonly onDrop: (event: PointerEvent) => void;
}

const unmeasured: Box = { width: 3, height: 2 };

/** Pan and zoom by fingers, mouse and wheel. */
export function useView(room: Box, handlers: Handlers) {
  const svg = useRef<SVGSVGElement>(null);
  const [wanted, setView] = useState<View>({ k: 1, x: 0, y: 0 });
  const [size, setSize] = useState<Box>(unmeasured);
  const frame = frameOf(room, size.width / size.height);
  const sight = { room, frame };
  const sightNow = useRef(sight);
  sightNow.current = sight;
  const view = bounded(wanted, sight);
  const pointers = useRef(new Map<number, Point>());
  const start = useRef<{ at: Point; isMoving: boolean; drags: boolean } | null>(null);
  /** The click after a drag is none. */
  const wasMoved = useRef(false);

  /** How many units of the picture a pixel is. */
  const unit = useCallback(() => 1 / (svg.current?.getScreenCTM()?.a ?? 1), []);
  const toPicture = useCallback((x: number, y: number): Point => {
    const matrix = svg.current?.getScreenCTM()?.inverse();
    return matrix ? new DOMPoint(x, y).matrixTransform(matrix) : { x, y };
  }, []);
  const zoom = useCallback((by: number, at?: Point) => {
    const here = sightNow.current;
    const middle = { x: here.frame.width / 2, y: here.frame.height / 2 };
    setView((old) => zoomed(bounded(old, here), by, at ?? middle, here));
  }, []);

  useLayoutEffect(() => {
    const element = svg.current;
    if (!element) return;
    const look = () => {
      const { clientWidth: width, clientHeight: height } = element;
      if (width > 0 && height > 0) setSize({ width, height });
    };
    // Told once at the beginning, too, when the layout is done: asked now it would be done twice. What is
    // drawn then is a task of its own.
    const watcher = new ResizeObserver(() => setTimeout(look));
    watcher.observe(element);
    return () => watcher.disconnect();
  }, []);

  const handlersNow = useRef(handlers);
  handlersNow.current = handlers;
  useEffect(() => {
    const element = svg.current;
    if (!element) return;
    const down = (event: PointerEvent) => {
      if (event.pointerType === "mouse" && event.button !== 0) return;
      wasMoved.current = false;
      pointers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
      const target = event.target instanceof Element ? event.target : element;
      const drags = pointers.current.size === 1 && handlersNow.current.mayDrag(target);
      start.current = { at: { x: event.clientX, y: event.clientY }, isMoving: false, drags };
    };
    const move = (event: PointerEvent) => {
      const before = pointers.current.get(event.pointerId);
      const begun = start.current;
      if (!before || !begun) return;
      const here = { x: event.clientX, y: event.clientY };
      if (!begun.isMoving && Math.hypot(here.x - begun.at.x, here.y - begun.at.y) < slop) return;
      if (!begun.isMoving) {
        begun.isMoving = true;
        wasMoved.current = true;
        element.setPointerCapture(event.pointerId);
      }
      pointers.current.set(event.pointerId, here);
      if (begun.drags && pointers.current.size === 1) {
        handlersNow.current.onDrag(event);
        return;
      }
      const other = [...pointers.current].find(([id]) => id !== event.pointerId)?.[1];
      if (other) {
        const was = Math.hypot(before.x - other.x, before.y - other.y);
        const is = Math.hypot(here.x - other.x, here.y - other.y);
        const middle = toPicture((here.x + other.x) / 2, (here.y + other.y) / 2);
        if (was > 0) zoom(is / was, middle);
        return;
      }
      const scale = unit();
      setView((old) => {
        const { k, x, y } = bounded(old, sightNow.current);
        const to = { k, x: x + (here.x - before.x) * scale, y: y + (here.y - before.y) * scale };
        return bounded(to, sightNow.current);
      });
    };
    const up = (event: PointerEvent) => {
      const begun = start.current;
      if (begun?.drags && begun.isMoving && pointers.current.size === 1) {
        handlersNow.current.onDrop(event);
      }
      pointers.current.delete(event.pointerId);
      if (pointers.current.size === 0) start.current = null;
    };
    const wheel = (event: WheelEvent) => {
      const isPinch = event.ctrlKey || event.metaKey;
      event.preventDefault();
      const at = toPicture(event.clientX, event.clientY);
      zoom(Math.exp(-event.deltaY * (isPinch ? 0.01 : 0.0015)), at);
    };
    element.addEventListener("pointerdown", down);
    element.addEventListener("pointermove", move);
    element.addEventListener("pointerup", up);
    element.addEventListener("pointercancel", up);
    element.addEventListener("wheel", wheel, { passive: false });
    return () => {
      element.removeEventListener("pointerdown", down);
      element.removeEventListener("pointermove", move);
      element.removeEventListener("pointerup", up);
      element.removeEventListener("pointercancel", up);
      element.removeEventListener("wheel", wheel);
    };
  }, [zoom, toPicture, unit]);

  const centre = useCallback(
    (point: Point, k?: number) => setView((old) => centred(k ?? old.k, point, sightNow.current)),
    [],
  );
  /** Brings a point of the room into sight where it is not. */
  const reveal = useCallback(
    (point: Point) =>
      setView((old) => {
        const here = sightNow.current;
        const now = bounded(old, here);
        const x = point.x * now.k + now.x;
        const y = point.y * now.k + now.y;
        const edge = 50 * now.k;
        const isSeen =
          x > edge && y > edge && x < here.frame.width - edge && y < here.frame.height - edge;
        return isSeen ? old : centred(now.k, point, here);
      }),
    [],
  );
  const fit = useCallback(() => setView({ k: 1, x: 0, y: 0 }), []);
  return {
    svg,
    view,
    frame,
    scale: size.width / frame.width,
    isMeasured: size !== unmeasured,
    zoom,
    centre,
    reveal,
    fit,
    wasMoved,
    toPicture,
  };
}
