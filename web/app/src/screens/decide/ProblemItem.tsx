import { type Repair, type Violation, WedSyncError } from "@wedsync/client";
import { useState } from "preact/hooks";
import { useClient } from "../../data/client.ts";
import {
  countWords,
  type Names,
  placedOf,
  problemWords,
  repairWords,
  staysWords,
} from "../../data/problems.ts";
import { Button } from "../../parts/Button.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { undo } from "../../shell/act.ts";
import { whileSaving } from "../../shell/dirty.ts";
import { toast } from "../../shell/toasts.ts";
import { problems as say } from "../../words/en/problems.ts";
import { shell } from "../../words/en/shell.ts";
import "./problem.css";

/** Applies a repair, says so, and offers to take it back. False where it was not done, which is said. */
export function useMend(): (problem: Violation, repair: Repair, words: string) => Promise<boolean> {
  const client = useClient();
  return async (problem, repair, words) => {
    try {
      const dot = await whileSaving(client.repair(problem, repair));
      const done = { scope: repair.draft.scope, dot };
      toast(`${say("mended", { what: words })} · ${shell("savedHere")}`, {
        action: { label: shell("undo"), run: () => void undo(client, done) },
      });
      return true;
    } catch (error) {
      const code = error instanceof WedSyncError ? error.code : "";
      const what =
        code === "not_found" ? say("gone") : shell(code === "full" ? "notSavedFull" : "notSaved");
      toast(what, { kind: "bad" });
      return false;
    }
  };
}

interface ProblemItemProps {
  readonly problem: Violation;
  readonly names: Names;
  readonly onMended?: () => void;
  /** Shows where it is. */
  readonly onShow: () => void;
}

/** What does not go together, who made it so, and what would mend it: one tap each. */
export function ProblemItem({ problem, names, onMended, onShow }: ProblemItemProps) {
  const mend = useMend();
  const [isBusy, setBusy] = useState(false);
  const { repairs } = problem;
  const counts = countWords(problem);
  const apply = async (repair: Repair, words: string) => {
    setBusy(true);
    const isDone = await mend(problem, repair, words);
    setBusy(false);
    if (isDone) onMended?.();
  };
  return (
    <li class="problem">
      <h3 dir="auto">{problemWords(problem, names)}</h3>
      {counts && <p class="s">{counts}</p>}
      <ul class="s placed">
        {placedOf(problem, names).map((each) => (
          <li key={`${each.scope} ${each.record}`}>
            <bdi class="b">{each.title}</bdi>
            {each.by && each.when && ` · ${say("placed", { name: each.by, time: each.when })}`}
          </li>
        ))}
      </ul>
      {repairs.length === 0 && <p class="s">{say("onlyYou")}</p>}
      <ul class="repairs">
        {repairs.map((repair, at) => {
          const words = repairWords(repair, names);
          const stays = staysWords(repair, names);
          return (
            <li key={repair.repair} class={at === 0 ? "repair is-first" : "repair"}>
              <Button
                look={at === 0 ? "soft" : "plain"}
                disabled={isBusy}
                onClick={() => void apply(repair, words)}
              >
                <span>
                  {at === 0 && <span class="vh">{say("suggested")}: </span>}
                  {words}
                </span>
              </Button>
              {stays.map((each) => (
                <small key={each}>
                  <Icon name="check" small /> {each}
                </small>
              ))}
            </li>
          );
        })}
      </ul>
      <Button look="quiet" onClick={onShow}>
        {say("show")}
      </Button>
    </li>
  );
}
