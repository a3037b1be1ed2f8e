import { Button, IconButton } from "../parts/Button.tsx";
import { Icon } from "../parts/Icon.tsx";
import { shell } from "../words/en/shell.ts";
import { dismiss, toasts } from "./toasts.ts";

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map((each) => (
        <div key={each.id} class={each.kind === "bad" ? "toast bad" : "toast"}>
          <Icon name={each.kind === "bad" ? "triangle-alert" : "check"} />
          <span class="grow">{each.text}</span>
          {each.action && (
            <Button
              icon="undo-2"
              onClick={() => {
                dismiss(each.id);
                each.action?.run();
              }}
            >
              {each.action.label}
            </Button>
          )}
          {each.kind === "bad" && (
            <IconButton icon="x" label={shell("close")} onClick={() => dismiss(each.id)} />
          )}
        </div>
      ))}
    </div>
  );
}
