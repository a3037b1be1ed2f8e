import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { shell } from "../words/en/shell.ts";
import { IconButton } from "./Button.tsx";

interface DialogProps {
  readonly title: ComponentChildren;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
  /** False: a press beside it does not close it. For forms with something in them. */
  readonly closesLightly?: boolean;
  readonly class?: string;
}

/** A modal dialog, open as long as it is drawn. Escape closes it; the focus goes back where it was. */
export function Dialog({
  title,
  onClose,
  children,
  closesLightly = true,
  class: extra,
}: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      class={`sheet ${extra ?? ""}`.trim()}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => {
        if (closesLightly && event.target === ref.current) onClose();
      }}
    >
      <div class="sheet-head">
        <h2 id={id}>{title}</h2>
        <IconButton icon="x" label={shell("close")} onClick={onClose} />
      </div>
      <div class="sheet-body">{children}</div>
    </dialog>
  );
}
