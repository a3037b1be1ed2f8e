import type { Conflict } from "@wedsync/client";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { recordsIn } from "../../data/any_record.ts";
import { useClient } from "../../data/client.ts";
import { inOrder, isAboutMe, keyOf } from "../../data/decide.ts";
import { mayJudge } from "../../data/decisions.ts";
import { useNamed } from "../../data/named.ts";
import { useNow } from "../../data/now.ts";
import { useViolations } from "../../data/problems.ts";
import { useSuggestions } from "../../data/suggest.ts";
import { Button, LinkButton } from "../../parts/Button.tsx";
import { Empty } from "../../parts/Empty.tsx";
import { Head } from "../../parts/Head.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Segmented } from "../../parts/Segmented.tsx";
import { paths } from "../../router/paths.ts";
import { place } from "../../router/router.ts";
import { decide as say } from "../../words/en/decide.ts";
import { Card } from "./Card.tsx";
import { Misfits } from "./Misfits.tsx";
import { QueueRow } from "./QueueRow.tsx";
import "./decide.css";

/** The disagreement that the address asks for: ?record= and, where there are several, &field=. */
function asked(conflicts: readonly Conflict[]): string | null {
  const wanted = new URLSearchParams(place.value.search);
  const about = conflicts.filter((each) => each.record === wanted.get("record"));
  const found =
    about.find((each) => JSON.stringify(each.field) === wanted.get("field")) ?? about[0];
  return found ? keyOf(found) : null;
}

/** Everything that waits for a person, and the card of the one that is open. */
export default function Decide() {
  const client = useClient();
  const nowMs = useNow(client);
  const identity = client.identity.value;
  const all = useMemo(() => inOrder(client.conflicts.value), [client.conflicts.value]);
  const [filter, setFilter] = useState<"all" | "mine">("all");
  const [open, setOpen] = useState<string | null>(() => asked(all));
  const [isSettled, setSettled] = useState(false);
  const title = useRef<HTMLDivElement>(null);
  const shown = filter === "all" ? all : all.filter((each) => isAboutMe(each, identity));
  const named = useNamed(
    all.flatMap((each) => [
      { scope: each.scope, record: each.record },
      ...recordsIn(
        each.scope,
        each.siblings.map((sibling) => sibling.value),
      ),
    ]),
    all.length,
  );
  const suggestionFor = useSuggestions(all);
  const problems = useViolations();
  const count = all.length + problems.length;
  const titles = (record: string) => named(record)?.title ?? null;
  const held = useRef<Conflict | null>(null);
  const current = all.find((each) => keyOf(each) === open) ?? null;
  if (current) held.current = current;
  else if (open === null) held.current = null;

  const at = shown.findIndex((each) => keyOf(each) === open);
  const next = (after: Conflict) => {
    const rest = shown.filter((each) => keyOf(each) !== keyOf(after));
    const following = rest.find((each) => shown.indexOf(each) > at) ?? rest[0];
    setSettled(true);
    setOpen(following ? keyOf(following) : null);
  };

  // The button that opened the card is gone with what was decided, now or a moment later.
  useEffect(() => {
    if (open === null && isSettled && document.activeElement === document.body) {
      title.current?.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
    }
  }, [open, isSettled, count]);

  return (
    <div ref={title}>
      <Head
        title={count > 0 ? say("title", { count }) : say("titleNone")}
        {...(all.length > 0 && { sub: say("sub") })}
      >
        {all.length > 0 && (
          <>
            <Segmented
              label={say("filter")}
              value={filter}
              onChange={setFilter}
              options={[
                { value: "all", label: say("all") },
                { value: "mine", label: say("mine") },
              ]}
            />
            {shown.length > 1 && (
              <Button onClick={() => setOpen(keyOf(shown[0] as Conflict))}>{say("one")}</Button>
            )}
          </>
        )}
      </Head>
      <p class="vh" role="status">
        {isSettled && (count > 0 ? say("left", { count }) : say("titleNone"))}
      </p>
      {all.length === 0 ? (
        count === 0 && <Empty icon="check-check" title={say("noneText")} />
      ) : shown.length === 0 ? (
        <p class="calm">{say("noneMine")}</p>
      ) : (
        <>
          <ul class="queue">
            {shown.map((each, index) => (
              <QueueRow
                key={keyOf(each)}
                conflict={each}
                suggestion={suggestionFor(each)}
                named={named(each.record)}
                titles={titles}
                nowMs={nowMs}
                isFirst={index === 0}
                onOpen={() => setOpen(keyOf(each))}
                onSettled={() => setSettled(true)}
              />
            ))}
          </ul>
          <p class="s queue-foot">
            <Icon name="history" small /> {say("kept")}
          </p>
        </>
      )}
      <Misfits problems={problems} nowMs={nowMs} onMended={() => setSettled(true)} />
      {mayJudge(identity) && (
        <p class="queue-foot">
          <LinkButton href={paths.decisions} icon="split">
            {say("howItWent")}
          </LinkButton>
        </p>
      )}
      {open !== null && held.current && (
        <Card
          key={open}
          conflict={held.current}
          isGone={current === null}
          all={all}
          suggestion={suggestionFor(held.current)}
          named={named}
          at={at + 1}
          nowMs={nowMs}
          onLater={() => setOpen(null)}
          onNext={() => next(held.current as Conflict)}
        />
      )}
    </div>
  );
}
