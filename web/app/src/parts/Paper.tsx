import type { ComponentChildren } from "preact";
import "./paper.css";

interface PaperProps {
  /** On top and at the foot of every printed page. */
  readonly head: ComponentChildren;
  readonly foot: ComponentChildren;
  readonly children: ComponentChildren;
  /** Head and foot are on paper only. */
  readonly isQuiet?: boolean;
}

/** A sheet to be printed. A table, for browsers repeat its head and foot on every page. */
export function Paper({ head, foot, children, isQuiet = false }: PaperProps) {
  return (
    <table class={isQuiet ? "paper quiet" : "paper"} role="presentation">
      <thead>
        <tr>
          <td>{head}</td>
        </tr>
      </thead>
      <tfoot>
        <tr>
          <td>{foot}</td>
        </tr>
      </tfoot>
      <tbody>
        <tr>
          <td>{children}</td>
        </tr>
      </tbody>
    </table>
  );
}
