import { rowKey } from "@wedsync/client";
import { useClient } from "../../data/client.ts";
import { nowMs as momentOf } from "../../data/now.ts";
import { isOverdue, type Task, tick } from "../../data/tasks.ts";
import { Icon } from "../../parts/Icon.tsx";
import { paths } from "../../router/paths.ts";
import { useAct } from "../../shell/act.ts";
import { notes as say } from "../../words/en/notes.ts";
import { shell } from "../../words/en/shell.ts";
import { moment } from "../../words/format.ts";

interface TaskLineProps {
  readonly task: Task;
  readonly nowMs: number;
  /** The wedding's place, where lines of several stand together. */
  readonly hall: string;
}

export function TaskLine({ task, nowMs, hall }: TaskLineProps) {
  const client = useClient();
  const commit = useAct();
  const { title, isDone } = task;
  const isLate = isOverdue(task, nowMs);
  const isUnshared = client.unshared.value.has(rowKey(task));
  const when =
    isDone && task.doneMs !== null
      ? say("doneAt", { time: moment(task.doneMs, nowMs) })
      : task.dueMs === null
        ? ""
        : say(isLate ? "overdue" : "due", { time: moment(task.dueMs, nowMs) });
  return (
    <li class={isDone ? "task is-done" : "task"}>
      <label class="tick">
        <input
          type="checkbox"
          checked={isDone}
          aria-label={say("tickDone", { title })}
          onChange={(event) => {
            const isOn = event.currentTarget.checked;
            void commit(
              tick(task, isOn, momentOf(client)),
              say(isOn ? "saidDone" : "saidOpen", { title }),
            );
          }}
        />
      </label>
      <a class="plain grow two" href={paths.task(task.scope, task.record)}>
        <span>
          <bdi class="b">{title}</bdi>
          {isUnshared && (
            <i class="dot" role="img" aria-label={shell("notShared")} title={shell("notShared")} />
          )}
        </span>
        <small>
          {when && (
            <span class={isLate ? "warn-t" : ""}>
              {isLate && <Icon name="triangle-alert" small />} {when}
            </span>
          )}
          {when && " · "}
          <bdi>{task.assignee || say("nobody")}</bdi>
          {hall && (
            <>
              {" · "}
              <bdi>{hall}</bdi>
            </>
          )}
        </small>
      </a>
      {task.urgency === "high" && !isDone && <span class="tag warn">{say("urgent")}</span>}
    </li>
  );
}
