import type { Choice, Conflict, RecordId, Suggestion } from "@wedsync/client";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import {
  isLong,
  isProtected,
  kindWords,
  momentWords,
  type Named,
  recordsIn,
  valueWords,
} from "../../data/any_record.ts";
import { useClient } from "../../data/client.ts";
import {
  baseOf,
  decidedBy,
  nameOf,
  questionOf,
  sameSide,
  similarTo,
  versionOf,
} from "../../data/decide.ts";
import { useWedding } from "../../data/events.ts";
import { useNamed } from "../../data/named.ts";
import { useEditing } from "../../data/presence.ts";
import { adviceOf } from "../../data/suggest.ts";
import { Button } from "../../parts/Button.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { Check } from "../../parts/Field.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { toast } from "../../shell/toasts.ts";
import { decide as say } from "../../words/en/decide.ts";
import { list } from "../../words/format.ts";
import { AskColleague } from "./AskColleague.tsx";
import { Asked } from "./Asked.tsx";
import { Compare } from "./Compare.tsx";
import type { Written } from "./OtherValue.tsx";
import { OtherWays, proposedText } from "./OtherWays.tsx";
import { SideCard } from "./SideCard.tsx";
import { settle } from "./settle.ts";
import { adviceWords, reasonWords, shortly, sidesOf } from "./side_words.ts";
import { Ticks } from "./Ticks.tsx";
import { useHistory } from "./use_history.ts";

interface CardProps {
  readonly conflict: Conflict;
  /** Settled meanwhile, here or elsewhere. */
  readonly isGone: boolean;
  readonly all: readonly Conflict[];
  readonly suggestion: Suggestion | null;
  readonly named: (record: RecordId) => Named | null | undefined;
  /** Its place among those that wait, from 1. */
  readonly at: number;
  readonly nowMs: number;
  readonly onLater: () => void;
  readonly onNext: () => void;
}

/** Asks about one disagreement. Nothing is chosen beforehand unless we are sure. */
export function Card(props: CardProps) {
  const { conflict, isGone, all, suggestion, named, at, nowMs, onLater, onNext } = props;
  const client = useClient();
  const identity = client.identity.value;
  const wedding = useWedding(conflict.scope);
  const [seen, setSeen] = useState(conflict);
  const advice = adviceOf(suggestion);
  const merged = suggestion?.merged;
  const [pickedHere, pick] = useState<string | null>(null);
  // Only what is sure is chosen beforehand; it is known a moment after the card is open.
  const picked = pickedHere ?? (advice?.confidence === "sure" ? (advice.take ?? "merged") : null);
  const [written, setWritten] = useState<Written | null>(null);
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({});
  const [withSimilar, setWithSimilar] = useState(false);
  const [isComparing, setComparing] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const isOwnDoing = useRef(false);
  const isChanged = !isGone && versionOf(conflict) !== versionOf(seen);
  const history = useHistory(seen);
  const record = named(seen.record);
  const name = nameOf(record, record ? kindWords(record.collection) : "…");
  const base = useMemo(() => history && baseOf(history, seen), [history, seen]);
  const baseNames = useNamed(base ? recordsIn(seen.scope, [base.value]) : []);
  const titles = (id: RecordId) => named(id)?.title ?? baseNames(id)?.title ?? null;
  const sides = sidesOf(seen, history, identity, titles, nowMs);
  const similar = similarTo(seen, all);
  const editing = useEditing(seen.scope, seen.record);

  useEffect(() => {
    if (typeof seen.field === "string") editing.begin(seen.field);
    return () => client.withdraw(seen.scope);
  }, [seen.scope, seen.record]);

  // Somebody else was quicker: say who, and go.
  useEffect(() => {
    if (!isGone || isOwnDoing.current) return;
    const say_ = (by: ReturnType<typeof decidedBy>) => {
      const value = by && valueWords(seen.field, by.value, titles, nowMs);
      toast(
        by?.person
          ? say("theyDecided", { name: by.person, value: value ?? "" })
          : say("wasDecided"),
      );
      onLater();
    };
    client.history(seen.scope, seen.record).then(
      (now) => say_(decidedBy(now, seen)),
      () => say_(null),
    );
  }, [isGone]);

  const chosen = sides.find((each) => each.key === picked);
  const proposed = proposedText(picked, seen, merged);
  const choice: Choice | null = choiceOf();
  function choiceOf(): Choice | null {
    if (picked === null) return null;
    if (picked === "keep" || picked === "delete") return picked;
    if (proposed !== null) return { write: texts[picked] ?? proposed };
    if (picked === "merged") return merged === undefined ? null : { write: merged };
    if (picked === "other") return written && { write: written.value };
    return { take: picked };
  }
  const words =
    picked === "both" || picked === "merged"
      ? say("keepBoth")
      : picked === "other"
        ? (written?.words ?? "")
        : picked === "keep"
          ? name
          : (chosen?.words ?? "");
  const button =
    choice === null
      ? say("choose")
      : picked === "both" || picked === "merged"
        ? say("keepBoth")
        : picked === "keep"
          ? say("keepRecord", { name: shortly(name) })
          : picked === "delete"
            ? say("keepDeleted")
            : say("keep", { value: shortly(words) });

  const submit = async (event: Event) => {
    event.preventDefault();
    if (choice === null || isBusy || isGone || isChanged) return;
    setBusy(true);
    isOwnDoing.current = true;
    const sibling = seen.siblings.find((each) => each.dot === picked);
    const others =
      withSimilar && sibling
        ? similar.flatMap((each) => {
            const dot = sameSide(sibling, each);
            return dot === null ? [] : [{ conflict: each, choice: { take: dot } }];
          })
        : [];
    const isDone = await settle(client, [{ conflict: seen, choice }, ...others], shortly(words));
    isOwnDoing.current = isDone;
    setBusy(false);
    if (isDone) onNext();
  };

  const onKey = (event: KeyboardEvent) => {
    const isTyping =
      event.target instanceof Element &&
      event.target.matches("input:not([type=radio], [type=checkbox]), textarea, select");
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.toLowerCase() === "f") setComparing((is) => !is);
    const isArrow = event.key.startsWith("Arrow");
    // With nothing chosen yet the browser would step over the first.
    if (isArrow && picked === null && event.target instanceof HTMLInputElement) {
      event.preventDefault();
      const isForth = event.key === "ArrowDown" || event.key === "ArrowRight";
      const radios = [
        ...(event.currentTarget as Element).querySelectorAll<HTMLInputElement>("[name=side]"),
      ];
      (isForth ? radios[0] : radios.at(-1))?.click();
    }
  };

  const question = questionOf(seen, name);
  const before =
    typeof seen.field === "string" && isLong(seen.field) && typeof base?.value === "string"
      ? base.value
      : null;
  return (
    <Dialog title={question} onClose={onLater} class="decide" closesLightly={false}>
      <form class="card" onSubmit={(event) => void submit(event)} onKeyDown={onKey}>
        <p class="s">
          {[wedding?.name, wedding?.hall].filter(Boolean).map((text) => (
            <span key={text}>
              <bdi>{text}</bdi>
              {" · "}
            </span>
          ))}
          {say("position", { at: Math.max(1, at), all: all.length })}
        </p>
        {base && (
          <p class="s base">
            {base.value === undefined
              ? say("beforeEmpty")
              : before !== null
                ? say("beforeText", { when: base.ms === null ? "…" : momentWords(base.ms, nowMs) })
                : say.rich("before", {
                    value: valueWords(seen.field, base.value, titles, nowMs),
                    when: base.ms === null ? "…" : momentWords(base.ms, nowMs),
                  })}
          </p>
        )}
        {before !== null && (
          <div class="before-text">
            <p class="pre" dir="auto">
              {before}
            </p>
            <p class="s">
              <ins>{say("added")}</ins> · <del>{say("removed")}</del>
            </p>
          </div>
        )}
        <Asked conflict={seen} nowMs={nowMs} />
        {isChanged && (
          <div class="frozen" role="alert">
            <p class="grow">
              <Icon name="triangle-alert" small /> {say("changed")}
            </p>
            <Button
              onClick={() => {
                setSeen(conflict);
                pick(null);
              }}
            >
              {say("again")}
            </Button>
          </div>
        )}
        <fieldset class="options" disabled={isChanged || isGone}>
          <legend class="vh">{say("sides")}</legend>
          {sides.map((each, index) => (
            <SideCard
              key={each.key}
              isFirst={index === 0}
              side={each}
              before={before}
              isPicked={picked === each.key}
              onPick={() => pick(each.key)}
              nowMs={nowMs}
            />
          ))}
          <OtherWays
            conflict={seen}
            record={record ?? null}
            merged={merged}
            picked={picked}
            titles={titles}
            nowMs={nowMs}
            onPick={pick}
            texts={texts}
            onText={(way, text) => setTexts({ ...texts, [way]: text })}
            onWritten={setWritten}
          />
        </fieldset>
        {advice ? (
          <div class="suggestion">
            <p class="acc b">
              {say("suggested", { what: adviceWords(advice, seen.siblings, identity) })}
            </p>
            <Ticks confidence={advice.confidence} />
            <ul>
              {advice.reasons.map((each) => (
                <li key={each.reason}>{reasonWords(each)}</li>
              ))}
            </ul>
          </div>
        ) : (
          typeof seen.field === "string" &&
          isProtected(seen.field) && (
            <p class="guarded">
              <Icon name="shield-check" small /> {say("whyProtected")}
            </p>
          )
        )}
        {similar.length > 0 && chosen && (
          <div class="similar">
            <Check checked={withSimilar} onCheck={setWithSimilar}>
              <span class="b">{say("similar", { count: similar.length })}</span>{" "}
              <small>
                {say("similarText", {
                  names: list(similar.slice(0, 4).map((each) => nameOf(named(each.record), "…"))),
                })}
              </small>
            </Check>
          </div>
        )}
        <div class="card-foot">
          <Button aria-keyshortcuts="Escape" onClick={onLater}>
            {say("later")}
          </Button>
          <Button
            look="quiet"
            aria-keyshortcuts="f"
            aria-expanded={isComparing}
            onClick={() => setComparing(!isComparing)}
          >
            {say("compare")}
          </Button>
          <Button look="quiet" aria-expanded={isAsking} onClick={() => setAsking(!isAsking)}>
            {say("askTitle")}
          </Button>
          <Button
            type="submit"
            look="primary"
            disabled={choice === null || isBusy || isChanged || isGone}
          >
            <bdi>{button}</bdi>
          </Button>
        </div>
        {isAsking && (
          <AskColleague
            conflict={seen}
            question={question}
            sides={sides}
            nowMs={nowMs}
            onAsked={() => setAsking(false)}
          />
        )}
        <p class="s">{say("kept")}</p>
        <p class="xs tb">{say("keys")}</p>
        {isComparing && record && (
          <Compare conflict={seen} record={record} sides={sides} nowMs={nowMs} />
        )}
      </form>
    </Dialog>
  );
}
