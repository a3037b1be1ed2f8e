import type { Choice, Conflict, RecordId, Suggestion } from "@wedsync/client";
import { useState } from "preact/hooks";
import { isProtected, kindWords, momentWords, type Named } from "../../data/any_record.ts";
import { useClient } from "../../data/client.ts";
import { nameOf, questionOf } from "../../data/decide.ts";
import { useWedding } from "../../data/events.ts";
import { adviceOf } from "../../data/suggest.ts";
import { Button } from "../../parts/Button.tsx";
import { decide as say } from "../../words/en/decide.ts";
import { Asked } from "./Asked.tsx";
import { settle } from "./settle.ts";
import { adviceWords, reasonWords, shortly, sidesOf, whoWords } from "./side_words.ts";
import { Ticks } from "./Ticks.tsx";
import { useHistory } from "./use_history.ts";

interface QueueRowProps {
  readonly conflict: Conflict;
  readonly suggestion: Suggestion | null;
  readonly named: Named | null | undefined;
  readonly titles: (record: RecordId) => string | null;
  readonly nowMs: number;
  readonly isFirst: boolean;
  readonly onOpen: () => void;
  readonly onSettled: () => void;
}

/** One of what waits: the question, the sides, what we would do, and the button for it. */
export function QueueRow(props: QueueRowProps) {
  const { conflict, suggestion, named, titles, nowMs, isFirst, onOpen, onSettled } = props;
  const client = useClient();
  const identity = client.identity.value;
  const wedding = useWedding(conflict.scope);
  const [isBusy, setBusy] = useState(false);
  const kind = named ? kindWords(named.collection) : "";
  const question = questionOf(conflict, nameOf(named, kind));
  const advice = adviceOf(suggestion);
  const advised = advice && adviceWords(advice, conflict.siblings, identity);
  const history = useHistory(conflict.kind === "edited_and_deleted" ? conflict : null);
  const sides = sidesOf(conflict, history, identity, titles, nowMs);
  const look = isFirst ? { look: "primary" as const } : {};

  const keep = async () => {
    if (!advice) return;
    setBusy(true);
    const { take, merged = null } = advice;
    const words = sides.find((each) => each.key === take)?.words ?? say("merged");
    const choice: Choice = take === null ? { write: merged } : { take };
    const isDone = await settle(client, [{ conflict, choice }], shortly(words));
    if (isDone) onSettled();
    setBusy(false);
  };

  return (
    <li class="queue-row">
      <div>
        <h2 dir="auto">{question}</h2>
        <p class="s">
          <bdi>{wedding?.hall || wedding?.name}</bdi>
          {kind && ` · ${kind}`}
        </p>
        <Asked conflict={conflict} nowMs={nowMs} />
      </div>
      <ul class="sides">
        {sides.map((each) => (
          <li key={each.key}>
            <span class={each.isOwn ? "tag mine" : "tag theirs"}>
              <bdi>{whoWords(each)}</bdi>
            </span>
            <span class={each.isOwn ? "grow mine-t" : "grow theirs-t"}>
              <bdi>{each.words}</bdi>
            </span>
            {each.ms !== null && <small class="nw">{momentWords(each.ms, nowMs)}</small>}
          </li>
        ))}
      </ul>
      <div class="advice">
        {advice ? (
          <>
            <p class="acc b" dir="auto">
              {advised}
            </p>
            <p class="s">{advice.reasons[0] && reasonWords(advice.reasons[0])}</p>
            <Ticks confidence={advice.confidence} />
          </>
        ) : (
          <>
            <p class="b">{say("noSuggestion")}</p>
            <p class="s">{whyNone(conflict)}</p>
          </>
        )}
      </div>
      <div class="queue-do">
        {advice ? (
          <>
            <Button {...look} disabled={isBusy} onClick={() => void keep()}>
              {advised}
            </Button>
            <Button look="quiet" aria-label={say("lookAt", { question })} onClick={onOpen}>
              {say("look")}
            </Button>
          </>
        ) : (
          <Button {...look} aria-label={say("lookAt", { question })} onClick={onOpen}>
            {say("look")}
          </Button>
        )}
      </div>
    </li>
  );
}

/** Why nothing is suggested. */
export function whyNone(conflict: Conflict): string {
  if (conflict.kind === "edited_and_deleted") return say("whyDeleted");
  const isGuarded = typeof conflict.field === "string" && isProtected(conflict.field);
  return say(isGuarded ? "whyProtected" : "whyNone");
}
