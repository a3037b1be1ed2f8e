import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";

/** How many are drawn in one frame: a slow tablet answers a finger between two frames. */
const turnsPerFrame = 4;

let waiting: (() => void)[] = [];

function giveTurns(): void {
  const turns = waiting.slice(0, turnsPerFrame);
  waiting = waiting.slice(turnsPerFrame);
  for (const take of turns) take();
  if (waiting.length > 0) requestAnimationFrame(giveTurns);
}

function awaitTurn(take: () => void): () => void {
  if (waiting.length === 0) requestAnimationFrame(giveTurns);
  waiting.push(take);
  return () => {
    waiting = waiting.filter((each) => each !== take);
  };
}

interface InTurnProps {
  /** What stands there meanwhile. */
  readonly blank?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** Draws its children some frames after what stands around it, in the order of the page. */
export function InTurn({ blank = null, children }: InTurnProps) {
  const [isOn, setOn] = useState(false);
  useEffect(() => awaitTurn(() => setOn(true)), []);
  return <>{isOn ? children : blank}</>;
}
