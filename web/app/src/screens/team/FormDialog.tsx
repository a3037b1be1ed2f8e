import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Button } from "../../parts/Button.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { complain } from "../../shell/act.ts";
import { type Toast, toast } from "../../shell/toasts.ts";
import { shell } from "../../words/en/shell.ts";

interface FormDialogProps {
  readonly title: string;
  /** What the button that does it says. */
  readonly save: string;
  /** Does it, and gives the words to say then; null where something is missing: the form stays. */
  readonly onSave: () => Promise<string | null>;
  /** What one may want to do then, beside the words. */
  readonly then?: Toast["action"];
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** A form in a dialog: it closes when what it says was saved, and stays where it was not. */
export function FormDialog({
  title,
  save,
  onSave,
  then: action,
  onClose,
  children,
}: FormDialogProps) {
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    try {
      const words = await onSave();
      if (words !== null) {
        toast(words, action && { action });
        onClose();
        return;
      }
    } catch (error) {
      complain(error, shell("notSaved"));
    }
    setBusy(false);
  };
  return (
    <Dialog title={title} onClose={onClose} closesLightly={false}>
      <form class="form" onSubmit={(event) => void submit(event)} noValidate>
        {children}
        <div class="actions">
          <Button type="submit" look="primary" disabled={isBusy}>
            {save}
          </Button>
          <Button onClick={onClose}>{shell("cancel")}</Button>
        </div>
      </form>
    </Dialog>
  );
}
