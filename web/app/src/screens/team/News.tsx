import type { ShowableCampaign } from "@wedsync/client";
import { useEffect, useRef, useState } from "preact/hooks";
import { type NewsDeed, useNews } from "../../data/news.ts";
import { Button } from "../../parts/Button.tsx";
import { complain } from "../../shell/act.ts";
import { toast } from "../../shell/toasts.ts";
import { news as say } from "../../words/en/news.ts";
import { shell } from "../../words/en/shell.ts";

/** So long half of a card has to be in sight until it counts as looked at. */
const lookedAtMs = 1_000;

/** A campaign, where there is one that this person may be shown. */
export function News() {
  const { card, track } = useNews();
  const [isAway, setAway] = useState(false);
  if (card === null || isAway) return null;
  return <Card key={card.campaign} card={card} track={track} onAway={() => setAway(true)} />;
}

interface CardProps {
  readonly card: ShowableCampaign;
  readonly track: (deed: NewsDeed) => Promise<void>;
  readonly onAway: () => void;
}

function Card({ card, track, onAway }: CardProps) {
  const box = useRef<HTMLElement>(null);
  const [isCounted, setCounted] = useState(false);
  useEffect(() => {
    if (!box.current) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const watcher = new IntersectionObserver(
      ([entry]) => {
        clearTimeout(timer);
        if (!entry?.isIntersecting) return;
        timer = setTimeout(() => {
          watcher.disconnect();
          // Not counted is not lost: it is shown once more.
          track("opened").then(
            () => setCounted(true),
            () => undefined,
          );
        }, lookedAtMs);
      },
      { threshold: 0.5 },
    );
    watcher.observe(box.current);
    return () => {
      clearTimeout(timer);
      watcher.disconnect();
    };
  }, [card.campaign]);
  const answer = async () => {
    try {
      await track("clicked");
      toast(`${say("thanks")} · ${shell("savedHere")}`);
      onAway();
    } catch (error) {
      complain(error, shell("notSaved"));
    }
  };
  return (
    <section class="news" ref={box} data-counted={isCounted} aria-label={say("label")}>
      <h2>
        <bdi>{card.title}</bdi>
      </h2>
      {card.body !== "" && (
        <p>
          <bdi>{card.body}</bdi>
        </p>
      )}
      <div class="actions">
        <Button look="primary" onClick={() => void answer()}>
          {say("interested")}
        </Button>
        <Button onClick={onAway}>{say("notNow")}</Button>
      </div>
    </section>
  );
}
