import { rowKey } from "@wedsync/client";
import type { ComponentChildren } from "preact";
import { type Doing, useActivity } from "../../data/activity.ts";
import { useClient } from "../../data/client.ts";
import { useNamed } from "../../data/named.ts";
import { type OwnDoing, useOwnActivity } from "../../data/own_activity.ts";
import { useWho } from "../../data/who.ts";
import { Button } from "../../parts/Button.tsx";
import { pathOf } from "../../router/paths.ts";
import { undo } from "../../shell/act.ts";
import { shell } from "../../words/en/shell.ts";
import { today as say } from "../../words/en/today.ts";
import { clock, list } from "../../words/format.ts";

const shownMax = 5;

interface LineProps {
  readonly ms: number;
  readonly children: ComponentChildren;
}

function Line({ ms, children }: LineProps) {
  return (
    <li class="covered">
      <small class="nw">{clock(ms)}</small>
      <span class="grow">{children}</span>
    </li>
  );
}

interface NameProps {
  readonly path: string;
  readonly name: string;
}

function Name({ path, name }: NameProps) {
  return (
    <a class="cover" href={path}>
      <bdi>{name}</bdi>
    </a>
  );
}

/** What a record keeps of who did what. */
function Done({ doing }: { readonly doing: Doing }) {
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
  const path = pathOf(doing.collection, doing.scope, doing.record);
  return (
    <Line ms={doing.ms}>
      {say.rich(doing.kind, { who, name: <Name path={path} name={doing.name} /> })}
      {isUnshared && (
        <i class="dot" role="img" aria-label={shell("notShared")} title={shell("notShared")} />
      )}
    </Line>
  );
}

/** What this device knows beside. */
function Own({ doing }: { readonly doing: OwnDoing }) {
  const client = useClient();
  const { kind, scope, record, people, ms, dot } = doing;
  const named = useNamed([{ scope, record }])(record);
  if (!named) return null;
  const path = pathOf(named.collection, scope, record);
  return (
    <Line ms={ms}>
      {say.rich(kind, { people: list(people), name: <Name path={path} name={named.title} /> })}
      {dot !== null && (
        <Button look="quiet" onClick={() => void undo(client, { scope, dot })}>
          {say("undoMine")}
        </Button>
      )}
    </Line>
  );
}

/** What the team did last. */
export function Activity({ nowMs }: { readonly nowMs: number }) {
  const doings = [...useActivity(nowMs, shownMax), ...useOwnActivity()]
    .sort((a, b) => b.ms - a.ms)
    .slice(0, shownMax);
  return (
    <section class="activity">
      <h2>{say("activity")}</h2>
      {doings.length === 0 ? (
        <p class="calm">{say("quiet")}</p>
      ) : (
        <ul class="rows">
          {doings.map((doing) => {
            const key = `${rowKey(doing)} ${doing.ms}`;
            return "people" in doing ? (
              <Own key={key} doing={doing} />
            ) : (
              <Done key={key} doing={doing} />
            );
          })}
        </ul>
      )}
    </section>
  );
}
