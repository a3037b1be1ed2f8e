import type { Conflict } from "@wedsync/client";
import { askColleague, type Colleague, colleaguesFor } from "../../data/ask.ts";
import { useClient } from "../../data/client.ts";
import { Avatar } from "../../parts/Avatar.tsx";
import { useAct } from "../../shell/act.ts";
import { decide as say } from "../../words/en/decide.ts";
import { shell } from "../../words/en/shell.ts";
import { since } from "../../words/format.ts";
import { isolated } from "../../words/say.ts";
import { type Side, whoWords } from "./side_words.ts";

interface AskColleagueProps {
  readonly conflict: Conflict;
  readonly question: string;
  readonly sides: readonly Side[];
  readonly nowMs: number;
  readonly onAsked: () => void;
}

/** Sends the question to a colleague, as a task of theirs. */
export function AskColleague({ conflict, question, sides, nowMs, onAsked }: AskColleagueProps) {
  const client = useClient();
  const act = useAct();
  const identity = client.identity.value;
  const people = colleaguesFor(conflict, client.present.value, identity);
  const said = sides.map((each) => `${each.person || whoWords(each)}: ${each.words}`).join("\n");
  const ask = async ({ name }: Colleague) => {
    const draft = askColleague(conflict, name, question, said);
    if (await act(draft, say("askSent", { name }))) onAsked();
  };
  const seenWords = (each: Colleague) => {
    if (each.isHere) return say("isHere");
    return each.seenMs === null
      ? say("notSeen")
      : shell("lastSeen", { when: since(each.seenMs, nowMs) });
  };
  return (
    <section class="ask" aria-label={say("askTitle")}>
      <h3>{say("askTitle")}</h3>
      {people.length === 0 ? (
        <p class="s">{say("askNobody")}</p>
      ) : (
        <ul>
          {people.map((each) => (
            <li key={each.name}>
              <button type="button" class="ask-one" onClick={() => void ask(each)}>
                <Avatar name={each.name} state={each.isHere ? "here" : "away"} />
                <span class="two">
                  <span class="b">{say("ask", { name: each.name })}</span>
                  <small>
                    {each.isAuthor && `${say("wroteOne")} · `}
                    {isolated(seenWords(each))}
                  </small>
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
