import { type Conflict, rowKey } from "@wedsync/client";
import { asksFor } from "../../data/ask.ts";
import { useClient } from "../../data/client.ts";
import { type Task, useTasks } from "../../data/tasks.ts";
import { useWho } from "../../data/who.ts";
import { Icon } from "../../parts/Icon.tsx";
import { paths } from "../../router/paths.ts";
import { decide as say } from "../../words/en/decide.ts";
import { since } from "../../words/format.ts";

function Line({ task, nowMs }: { readonly task: Task; readonly nowMs: number }) {
  const me = useClient().identity.value?.person ?? "";
  const asked = useWho(task.scope, task.record, "assignee", task.assignee);
  const when = asked === null ? "" : since(asked.ms, nowMs);
  const name = task.assignee;
  const by = asked?.person || say("somebody");
  return (
    <a class="s asked" href={paths.task(task.scope, task.record)}>
      <Icon name="user" small />{" "}
      {asked === null || asked.person === me
        ? say("asked", { name, when })
        : say(name === me ? "askedYou" : "askedBy", { by, name, when })}
    </a>
  );
}

/** Who was asked about it, by whom, and when. */
export function Asked({
  conflict,
  nowMs,
}: {
  readonly conflict: Conflict;
  readonly nowMs: number;
}) {
  const { tasks } = useTasks(conflict.scope);
  const asks = asksFor(conflict, tasks);
  if (asks.length === 0) return null;
  return (
    <div class="asks">
      {asks.map((task) => (
        <Line key={rowKey(task)} task={task} nowMs={nowMs} />
      ))}
    </div>
  );
}
