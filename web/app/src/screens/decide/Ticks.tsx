import type { Confidence } from "../../data/suggest.ts";
import { decide as say } from "../../words/en/decide.ts";

const counts: Readonly<Record<Confidence, number>> = { perhaps: 1, fairly: 2, sure: 3 };

/** How sure a suggestion is: a word, and three ticks beside it. */
export function Ticks({ confidence }: { readonly confidence: Confidence }) {
  return (
    <p class="ticks3">
      <span aria-hidden="true">
        {[1, 2, 3].map((each) => (
          <i key={each} class={each <= counts[confidence] ? "on" : ""} />
        ))}
      </span>
      {say(confidence)}
    </p>
  );
}
