import { useState } from "preact/hooks";
import { Icon } from "../../parts/Icon.tsx";
import { importing as say } from "../../words/en/importing.ts";

/** Where a file is chosen or dropped. */
export function FilePicker({ onFile }: { readonly onFile: (file: File) => void }) {
  const [isOver, setOver] = useState(false);
  const take = (files: FileList | null | undefined) => {
    const file = files?.[0];
    if (file) onFile(file);
  };
  return (
    <section>
      <label
        class={isOver ? "drop is-over" : "drop"}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer?.files);
        }}
      >
        <Icon name="upload" />
        <span class="btn primary big">{say("choose")}</span>
        <span class="s">{say("drop")}</span>
        <input
          class="vh"
          type="file"
          accept=".csv,.tsv,.txt,text/csv,text/plain,text/tab-separated-values"
          onChange={(event) => {
            take(event.currentTarget.files);
            event.currentTarget.value = "";
          }}
        />
      </label>
      <p class="s">{say("sub")}</p>
    </section>
  );
}
