import type { Present } from "@wedsync/client";
import { useEffect, useState } from "preact/hooks";
import { useClient } from "../../data/client.ts";
import { useWeddings } from "../../data/events.ts";
import { toHit } from "../../data/find_all.ts";
import { peopleOf } from "../../data/presence.ts";
import { Avatar } from "../../parts/Avatar.tsx";
import { shell } from "../../words/en/shell.ts";
import { today as say } from "../../words/en/today.ts";
import { since } from "../../words/format.ts";
import { isolated } from "../../words/say.ts";

const shownMax = 5;

/** The name of the record somebody is at; empty as long as it is not known. */
function useTitle({ scope, record }: Present): string {
  const client = useClient();
  const [title, setTitle] = useState("");
  useEffect(() => {
    setTitle("");
    if (record === null) return;
    let isWanted = true;
    client.get(scope, record).then(
      (opened) => isWanted && setTitle(toHit(opened).title),
      () => undefined,
    );
    return () => {
      isWanted = false;
    };
  }, [client, scope, record]);
  return title;
}

function Person({
  person,
  nowMs,
  hall,
}: {
  readonly person: Present;
  readonly nowMs: number;
  readonly hall: string;
}) {
  const title = useTitle(person);
  const name = person.person || person.device;
  const isEditing = person.isLive && person.activity === "editing" && title !== "";
  const words = !person.isLive
    ? shell("lastSeen", { when: since(person.seenMs, nowMs) })
    : isEditing
      ? say("isEditing", { name: title })
      : isolated(title || hall);
  return (
    <li>
      <Avatar name={name} state={!person.isLive ? "away" : isEditing ? "editing" : "here"} />
      <span class="two">
        <bdi class={person.isLive ? "b" : ""}>{name}</bdi>
        <small>{words}</small>
      </span>
    </li>
  );
}

/** Who is here. Offline it says when they were seen last. */
export function Here({ nowMs }: { readonly nowMs: number }) {
  const client = useClient();
  const weddings = useWeddings();
  const people = peopleOf(client.present.value, null).slice(0, shownMax);
  const isOpen = client.status.value.connection === "open";
  return (
    <section class="here">
      <h2>{say("who")}</h2>
      {people.length === 0 ? (
        <p class="calm">{say(isOpen ? "alone" : "unknown")}</p>
      ) : (
        <ul class="rows">
          {people.map((person) => (
            <Person
              key={`${person.person} ${person.device}`}
              person={person}
              nowMs={nowMs}
              hall={weddings.find((each) => each.scope === person.scope)?.hall ?? ""}
            />
          ))}
        </ul>
      )}
    </section>
  );
}
