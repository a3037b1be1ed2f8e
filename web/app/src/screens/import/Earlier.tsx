import type { ScopeId } from "@wedsync/client";
import { useState } from "preact/hooks";
import { momentWords } from "../../data/any_record.ts";
import { useClient } from "../../data/client.ts";
import { type KeptImport, keptImports, takeBack } from "../../data/import/imports_kept.ts";
import { Button } from "../../parts/Button.tsx";
import { whileSaving } from "../../shell/dirty.ts";
import { toast } from "../../shell/toasts.ts";
import { importing as say } from "../../words/en/importing.ts";
import { shell } from "../../words/en/shell.ts";

/** The lists that were brought in on this device; each can be taken back as a whole. */
export function Earlier({ scope }: { readonly scope: ScopeId }) {
  const client = useClient();
  const [all, setAll] = useState(keptImports);
  const [busy, setBusy] = useState<number | null>(null);
  const own = all.filter((each) => each.scope === scope);
  if (own.length === 0) return null;
  const back = async (made: KeptImport) => {
    setBusy(made.ms);
    try {
      const left = await whileSaving(takeBack(client, made));
      toast(say(left > 0 ? "tookBackLeft" : "tookBack"));
    } catch {
      toast(shell("notUndone"), { kind: "bad" });
    }
    setAll(keptImports());
    setBusy(null);
  };
  return (
    <section>
      <h2>{say("earlier")}</h2>
      <ul class="rows">
        {own.map((each) => (
          <li key={each.ms}>
            <span class="grow two">
              <span class="b">
                <bdi>{each.file}</bdi>
              </span>
              <small>
                {momentWords(each.ms, Date.now())} ·{" "}
                {say("counts", { created: each.created, changed: each.changed })}
              </small>
            </span>
            {each.isTakenBack ? (
              <span class="tag">{say("tookBack")}</span>
            ) : (
              <Button
                icon="undo-2"
                disabled={busy !== null}
                aria-label={`${say("takeBack")}: ${each.file}`}
                onClick={() => void back(each)}
              >
                {say(busy === each.ms ? "takingBack" : "takeBack")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
