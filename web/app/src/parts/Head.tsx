import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { shell } from "../words/en/shell.ts";

interface HeadProps {
  readonly title: string;
  readonly sub?: ComponentChildren;
  readonly children?: ComponentChildren;
}

/** The title of a screen, what it says at a glance, and its actions. Names the window too. */
export function Head({ title, sub, children }: HeadProps) {
  const windowTitle = `${title} · ${shell("appName")}`;
  useEffect(() => {
    document.title = windowTitle;
  }, [windowTitle]);
  return (
    <div class="head">
      <div>
        <h1 tabIndex={-1}>
          <bdi>{title}</bdi>
        </h1>
        {sub && <p class="sub">{sub}</p>}
      </div>
      {children && <div class="actions no-print">{children}</div>}
    </div>
  );
}
