import { rowKey } from "@wedsync/client";
import { type Doing, useActivity } from "../../data/activity.ts";
import { useClient } from "../../data/client.ts";
import { useWho } from "../../data/who.ts";
import { pathOf } from "../../router/paths.ts";
import { shell } from "../../words/en/shell.ts";
import { today as say } from "../../words/en/today.ts";
import { clock } from "../../words/format.ts";

const shownMax = 5;

function Line({ doing }: { readonly doing: Doing }) {
  const client = useClient();
  const deed = useWho(doing.scope, doing.record, doing.field, doing.ms);
  const isMine = deed !== null && deed.person === client.identity.value?.person;
  const isUnshared = client.unshared.value.has(rowKey(doing));
  const first = deed?.person.split(" ")[0];
  const who = isMine ? (
    <span class="mine-t">{say("you")}</span>
  ) : (
    <bdi>{first || say("someone")}</bdi>
  );
  const name = (
    <a class="plain" href={pathOf(doing.collection, doing.scope, doing.record)}>
      <bdi>{doing.name}</bdi>
    </a>
  );
  return (
    <li>
      <small class="nw">{clock(doing.ms)}</small>
      <span>
        {say.rich(doing.kind, { who, name })}
        {isUnshared && (
          <i class="dot" role="img" aria-label={shell("notShared")} title={shell("notShared")} />
        )}
      </span>
    </li>
  );
}

/** What the team did last. */
export function Activity({ nowMs }: { readonly nowMs: number }) {
  const doings = useActivity(nowMs, shownMax);
  return (
    <section class="activity">
      <h2>{say("activity")}</h2>
      {doings.length === 0 ? (
        <p class="calm">{say("quiet")}</p>
      ) : (
        <ul class="rows">
          {doings.map((doing) => (
            <Line key={`${rowKey(doing)} ${doing.ms}`} doing={doing} />
          ))}
        </ul>
      )}
    </section>
  );
}
