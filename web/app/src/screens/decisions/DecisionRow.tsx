import type { Decision, FieldValue, RecordId } from "@wedsync/client";
import { useState } from "preact/hooks";
import { fieldWords, momentWords, type Named, valueWords } from "../../data/any_record.ts";
import { useClient } from "../../data/client.ts";
import { Button } from "../../parts/Button.tsx";
import { pathOf } from "../../router/paths.ts";
import { undo } from "../../shell/act.ts";
import { decisions as say } from "../../words/en/decisions.ts";
import { shell } from "../../words/en/shell.ts";
import { share } from "../../words/format.ts";

interface DecisionRowProps {
  readonly decision: Decision;
  readonly named: (record: RecordId) => Named | null | undefined;
  readonly nowMs: number;
  readonly onUndone: () => void;
}

const reasonWords = (decision: Decision): string => {
  switch (decision.reason) {
    case "edits_apart":
      return say("editsApart");
    case "same_words":
      return say("sameWords");
    case "likely_choice":
      return say("likelyChoice");
    default:
      return say("otherReason");
  }
};

/** One decision: what it was about, what stayed, what did not, why, and the way back. */
export function DecisionRow({ decision, named, nowMs, onUndone }: DecisionRowProps) {
  const client = useClient();
  const [isBusy, setBusy] = useState(false);
  const { scope, record, field, by, outcome, confidence, suggested } = decision;
  const name = named(record)?.title ?? "…";
  const titles = (id: RecordId) => named(id)?.title ?? null;
  const words = (value: FieldValue | undefined) => valueWords(field, value, titles, nowMs);
  const isMachine = by === "machine";
  const takeBack = async () => {
    setBusy(true);
    await undo(client, decision);
    setBusy(false);
    onUndone();
  };
  return (
    <li class="decision">
      <div>
        <a class="plain b" href={pathOf(decision.collection ?? "", scope, record)}>
          <bdi>{name}</bdi>
        </a>
        <p class="s">
          {fieldWords(field)} · {momentWords(decision.ms, nowMs)}
          {!isMachine && (
            <>
              {" · "}
              <bdi>{decision.person || decision.device}</bdi>
            </>
          )}
        </p>
      </div>
      <div>
        <p class="decision-value" dir="auto">
          {words(decision.value)}
        </p>
        {decision.replaced.map((each) => (
          <p class="s" key={each.dot} dir="auto">
            {say("instead", { name: each.person || each.device, value: words(each.value) })}
          </p>
        ))}
      </div>
      <div>
        <p>{isMachine ? reasonWords(decision) : say("byPerson")}</p>
        {confidence !== undefined && <p class="s">{say("sureTo", { share: share(confidence) })}</p>}
        {suggested && (
          <p class="s">
            {say(suggested.agreed ? "tookIt" : "choseOther", {
              share: share(suggested.confidence),
            })}
          </p>
        )}
      </div>
      <div class="decision-do">
        {outcome === "kept" ? (
          <Button
            look="quiet"
            disabled={isBusy}
            aria-label={say("undoOf", { name, field: fieldWords(field) })}
            onClick={() => void takeBack()}
          >
            {shell("undo")}
          </Button>
        ) : (
          <span class="tag">{say(outcome)}</span>
        )}
      </div>
    </li>
  );
}
