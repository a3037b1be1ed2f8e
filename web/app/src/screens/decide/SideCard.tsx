import { momentWords } from "../../data/any_record.ts";
import { Avatar } from "../../parts/Avatar.tsx";
import { decide as say } from "../../words/en/decide.ts";
import { MarkedText } from "./MarkedText.tsx";
import type { Side } from "./side_words.ts";

interface SideCardProps {
  readonly side: Side;
  /** A text as it was before: its changes are marked. Null: no text, or not known. */
  readonly before: string | null;
  /** The focus begins here. */
  readonly isFirst: boolean;
  readonly isPicked: boolean;
  readonly onPick: () => void;
  readonly nowMs: number;
}

/** One of the values: who made it, where, when; the whole card is the radio button. */
export function SideCard({ side, before, isFirst, isPicked, onPick, nowMs }: SideCardProps) {
  const where = side.isOwn && side.device ? say("thisTablet") : side.device;
  const facts = [
    side.isOwn ? "" : side.person || say("somebody"),
    where,
    side.ms === null ? "" : momentWords(side.ms, nowMs),
    side.isPending ? say("notShared") : "",
  ].filter((each) => each !== "");
  return (
    <label class={`option ${side.isOwn ? "own" : "other"}${isPicked ? " is-picked" : ""}`}>
      <span class="side-who">
        <Avatar name={side.person || "?"} state={side.isOwn ? "me" : "here"} />
        <span class="s grow">
          {side.isOwn && <b>{say("you")}</b>}
          {facts.map((each, index) => (
            <span key={each}>
              {(index > 0 || side.isOwn) && " · "}
              <bdi>{each}</bdi>
            </span>
          ))}
        </span>
        <input type="radio" name="side" autofocus={isFirst} checked={isPicked} onChange={onPick} />
      </span>
      <span class={before === null ? "side-value" : "side-text"}>
        {before === null ? (
          <bdi>{side.words}</bdi>
        ) : (
          <MarkedText before={before} after={side.words} />
        )}
      </span>
    </label>
  );
}
