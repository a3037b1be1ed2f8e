import type { Conflict, RecordId } from "@wedsync/client";
import { useState } from "preact/hooks";
import { isProtected, kindWords, momentWords, type Named } from "../../data/any_record.ts";
import { useClient } from "../../data/client.ts";
import { nameOf, questionOf } from "../../data/decide.ts";
import { useWedding } from "../../data/events.ts";
import { confidenceOf, suggest } from "../../data/suggest.ts";
import { Button } from "../../parts/Button.tsx";
import { decide as say } from "../../words/en/decide.ts";
import { settle } from "./settle.ts";
import { shortly, sidesOf, suggestionWords, whoWords } from "./side_words.ts";
import { Ticks } from "./Ticks.tsx";
import { useHistory } from "./use_history.ts";

interface QueueRowProps {
  readonly conflict: Conflict;
  readonly named: Named | null | undefined;
  readonly titles: (record: RecordId) => string | null;
  readonly nowMs: number;
  readonly isFirst: boolean;
  readonly onOpen: () => void;
  readonly onSettled: () => void;
}

/** One of what waits: the question, the sides, what we would do, and the button for it. */
export function QueueRow(props: QueueRowProps) {
  const { conflict, named, titles, nowMs, isFirst, onOpen, onSettled } = props;
  const client = useClient();
  const identity = client.identity.value;
  const wedding = useWedding(conflict.scope);
  const [isBusy, setBusy] = useState(false);
  const kind = named ? kindWords(named.collection) : "";
  const question = questionOf(conflict, nameOf(named, kind));
  const found = suggest(conflict.field, conflict.siblings);
  const confidence = found && confidenceOf(found.confidence);
  const taken = confidence && conflict.siblings.find((each) => each.dot === found?.take);
  const history = useHistory(conflict.kind === "edited_and_deleted" ? conflict : null);
  const sides = sidesOf(conflict, history, identity, titles, nowMs);
  const look = isFirst ? { look: "primary" as const } : {};

  const keep = async () => {
    if (!taken) return;
    setBusy(true);
    const words = shortly(sides.find((each) => each.key === taken.dot)?.words ?? "");
    const isDone = await settle(client, [{ conflict, choice: { take: taken.dot } }], words);
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
        {taken && confidence ? (
          <>
            <p class="acc b" dir="auto">
              {suggestionWords(taken, identity)}
            </p>
            <p class="s">{found?.reasons[0] && say(`r_${found.reasons[0]}`)}</p>
            <Ticks confidence={confidence} />
          </>
        ) : (
          <>
            <p class="b">{say("noSuggestion")}</p>
            <p class="s">{whyNone(conflict)}</p>
          </>
        )}
      </div>
      <div class="queue-do">
        {taken ? (
          <>
            <Button {...look} disabled={isBusy} onClick={() => void keep()}>
              {suggestionWords(taken, identity)}
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
