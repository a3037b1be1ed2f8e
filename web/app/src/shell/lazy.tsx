import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

/** A component whose code is loaded when it is first drawn; nothing is shown until then. */
export function lazyScreen<P extends object = object>(
  load: () => Promise<{ readonly default: ComponentType<P> }>,
): ComponentType<P> {
  let found: ComponentType<P> | null = null;
  return function Later(props: P) {
    const [, redraw] = useState(0);
    useEffect(() => {
      if (found) return;
      void load().then((module) => {
        found = module.default;
        redraw(1);
      });
    }, []);
    const Found = found;
    return Found ? <Found {...props} /> : null;
  };
}
