import { askedAbout, askedConflict } from "../../data/ask.ts";
import { useClient } from "../../data/client.ts";
import { deleteRecord } from "../../data/notes.ts";
import { nowMs as momentOf, useNow } from "../../data/now.ts";
import { useLooking } from "../../data/presence.ts";
import {
  alterTask,
  atClock,
  isOverdue,
  type Task,
  tick,
  urgencies,
  useTasks,
} from "../../data/tasks.ts";
import { Button, LinkButton } from "../../parts/Button.tsx";
import { TextField } from "../../parts/Field.tsx";
import { Head } from "../../parts/Head.tsx";
import { Segmented } from "../../parts/Segmented.tsx";
import { paths } from "../../router/paths.ts";
import { go } from "../../router/router.ts";
import { useAct } from "../../shell/act.ts";
import { NotFound } from "../../shell/ScreenView.tsx";
import { notes as say } from "../../words/en/notes.ts";
import { moment } from "../../words/format.ts";
import type { ScreenProps } from "../index.ts";
import { TextBox } from "./TextBox.tsx";
import "./notes.css";

const two = (value: number) => String(value).padStart(2, "0");
const clockField = (ms: number) => {
  const date = new Date(ms);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
};

/** The way to the decision that a task asks about. */
function About({ task }: { readonly task: Task }) {
  const client = useClient();
  if (askedAbout(task) === null) return null;
  const conflict = askedConflict(task, client.conflicts.value);
  return (
    <p class="task-about">
      {conflict ? (
        <LinkButton href={paths.decision(conflict.record, conflict.field)} look="soft" icon="split">
          {say("toDecision")}
        </LinkButton>
      ) : (
        <span class="s">{say("decidedMeanwhile")}</span>
      )}
    </p>
  );
}

/** One task. */
export default function TaskPage({ params }: ScreenProps) {
  const scope = params.scope ?? "";
  const record = params.record ?? "";
  const client = useClient();
  const commit = useAct();
  const nowMs = useNow(client);
  const { tasks, isThere } = useTasks(scope);
  useLooking(scope, record);
  if (!isThere) return <span class="blank blank-title" />;
  const task = tasks.find((each) => each.record === record);
  if (!task) return <NotFound />;
  const { title, isDone } = task;
  const isLate = isOverdue(task, nowMs);
  return (
    <div class="single" key={record}>
      <Head
        title={title}
        sub={
          isDone && task.doneMs !== null ? (
            say("doneAt", { time: moment(task.doneMs, nowMs) })
          ) : task.dueMs !== null ? (
            <span class={isLate ? "warn-t" : ""}>
              {say(isLate ? "overdue" : "due", { time: moment(task.dueMs, nowMs) })}
            </span>
          ) : null
        }
      >
        <LinkButton href={paths.notes(scope)} look="quiet">
          {say("toList")}
        </LinkButton>
        <Button
          look={isDone ? "plain" : "primary"}
          icon="check"
          onClick={() =>
            void commit(
              tick(task, !isDone, momentOf(client)),
              say(isDone ? "saidOpen" : "saidDone", { title }),
            )
          }
        >
          {say(isDone ? "markOpen" : "markDone")}
        </Button>
      </Head>
      <About task={task} />
      <div class="form">
        <TextBox scope={scope} record={record} field="title" value={title} label={say("task")} />
        <div class="pair">
          <TextBox
            scope={scope}
            record={record}
            field="assignee"
            value={task.assignee}
            label={say("assignee")}
          />
          <TextField
            label={say("dueField")}
            type="time"
            dir="ltr"
            value={task.dueMs === null ? "" : clockField(task.dueMs)}
            onText={(text) =>
              void commit(alterTask(task, "due_at", atClock(text, task.dueMs ?? nowMs)), null)
            }
          />
        </div>
        <div class="field">
          <span class="label">{say("urgency")}</span>
          <Segmented
            label={say("urgency")}
            value={task.urgency}
            onChange={(urgency) => void commit(alterTask(task, "urgency", urgency), null)}
            options={urgencies.map((each) => ({ value: each, label: say(`urgency_${each}`) }))}
          />
        </div>
        <TextBox
          scope={scope}
          record={record}
          field="notes"
          value={task.notes}
          label={say("details")}
          isLong
          rows={5}
        />
        <div class="actions apart">
          <Button
            look="danger"
            icon="trash-2"
            onClick={async () => {
              if (await commit(deleteRecord(scope, record), say("taskDeleted"))) {
                go(paths.notes(scope), "replace");
              }
            }}
          >
            {say("delete")}
          </Button>
        </div>
      </div>
    </div>
  );
}
