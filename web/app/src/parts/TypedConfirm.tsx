import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { shell } from "../words/en/shell.ts";
import { sync as say } from "../words/en/sync.ts";
import { Button } from "./Button.tsx";
import { Dialog } from "./Dialog.tsx";
import { TextField } from "./Field.tsx";

interface TypedConfirmProps {
  readonly title: string;
  /** What is lost. */
  readonly children: ComponentChildren;
  /** Has to be typed. */
  readonly word: string;
  readonly button: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

const plain = (text: string) => text.normalize("NFC").trim().toLocaleLowerCase();

/** Asks before something is lost for good: a word has to be typed. */
export function TypedConfirm(props: TypedConfirmProps) {
  const { title, children, word, button, onConfirm, onClose } = props;
  const [text, setText] = useState("");
  const isTyped = plain(text) === plain(word);
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (isTyped) onConfirm();
        }}
      >
        <div>{children}</div>
        <TextField
          label={say("typeWord", { word })}
          value={text}
          onText={setText}
          autocapitalize="off"
          spellcheck={false}
        />
        <div class="actions">
          <Button type="submit" look="danger" disabled={!isTyped}>
            {button}
          </Button>
          <Button look="quiet" onClick={onClose}>
            {shell("cancel")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
