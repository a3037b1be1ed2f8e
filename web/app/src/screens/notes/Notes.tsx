import { rowKey } from "@wedsync/client";
import { useState } from "preact/hooks";
import { useClient } from "../../data/client.ts";
import { useWeddings } from "../../data/events.ts";
import { type Note, useNotes, writeNote } from "../../data/notes.ts";
import { nowMs as momentOf, useNow } from "../../data/now.ts";
import { useLooking } from "../../data/presence.ts";
import { addTask, isOverdue, readTask, useTasks } from "../../data/tasks.ts";
import { Button } from "../../parts/Button.tsx";
import { Select, TextArea, TextField } from "../../parts/Field.tsx";
import { Head } from "../../parts/Head.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Segmented } from "../../parts/Segmented.tsx";
import { paths } from "../../router/paths.ts";
import { go, place } from "../../router/router.ts";
import { useAct } from "../../shell/act.ts";
import { notes as say } from "../../words/en/notes.ts";
import { shell } from "../../words/en/shell.ts";
import { since } from "../../words/format.ts";
import type { ScreenProps } from "../index.ts";
import { TaskLine } from "./TaskLine.tsx";
import "./notes.css";

function NoteLine({
  note,
  nowMs,
  hall,
}: {
  readonly note: Note;
  readonly nowMs: number;
  readonly hall: string;
}) {
  const client = useClient();
  const when = note.touchedMs ?? note.writtenMs;
  return (
    <li class="note">
      <a class="plain two" href={paths.note(note.scope, note.record)}>
        <span>
          <bdi class="b">{note.title || say("untitled")}</bdi>
          {note.isPinned && (
            <span class="tag">
              <Icon name="pin" small /> {say("pinned")}
            </span>
          )}
          {client.unshared.value.has(rowKey(note)) && (
            <i class="dot" role="img" aria-label={shell("notShared")} title={shell("notShared")} />
          )}
        </span>
        {note.body && (
          <span class="body" dir="auto">
            {note.body}
          </span>
        )}
        <small>
          {note.picture && <Icon name="image" small />}{" "}
          {when === null
            ? note.author
            : say("by", { name: note.author || shell("none"), when: since(when, nowMs) })}
          {hall && (
            <>
              {" · "}
              <bdi>{hall}</bdi>
            </>
          )}
        </small>
      </a>
    </li>
  );
}

/** What is to be done and what is to be known. */
export default function Notes({ params }: ScreenProps) {
  const here = params.scope ?? "";
  const client = useClient();
  const commit = useAct();
  const nowMs = useNow(client);
  const isAll = new URLSearchParams(place.value.search).has("all");
  const weddings = useWeddings();
  const { tasks, isThere } = useTasks(isAll ? undefined : here);
  const { notes } = useNotes(isAll ? undefined : here);
  useLooking(here);
  const [taskText, setTaskText] = useState("");
  const [noteText, setNoteText] = useState("");
  const [isDoneShown, showDone] = useState(false);
  const [target, setTarget] = useState(here);
  const scope = isAll ? target : here;
  const people = [
    ...new Set([
      client.identity.value?.person ?? "",
      ...tasks.map((each) => each.assignee),
      ...client.present.value.map((each) => each.person),
    ]),
  ].filter(Boolean);
  const hallOf = (of: string) =>
    isAll ? (weddings.find((each) => each.scope === of)?.hall ?? "") : "";
  const open = tasks.filter((each) => !each.isDone);
  const done = tasks.filter((each) => each.isDone);

  const addTheTask = async (event: Event) => {
    event.preventDefault();
    const typed = readTask(taskText, people, momentOf(client));
    if (typed.title === "") return;
    if (await commit(addTask(scope, typed), say("taskAdded"))) setTaskText("");
  };
  const addTheNote = async (event: Event) => {
    event.preventDefault();
    if (noteText.trim() === "") return;
    const me = client.identity.value?.person ?? "";
    const draft = writeNote(scope, noteText, me, momentOf(client));
    if (await commit(draft, say("noteAdded"))) setNoteText("");
  };
  if (!isThere) return <span class="blank blank-title" />;
  return (
    <>
      <Head
        title={say("title")}
        sub={say("sub", {
          open: open.length,
          overdue: open.filter((each) => isOverdue(each, nowMs)).length,
          notes: notes.length,
        })}
      >
        <Segmented
          label={say("scopeLabel")}
          value={isAll ? "all" : "one"}
          onChange={(value) => go(paths.notes(here) + (value === "all" ? "?all" : ""), "replace")}
          options={[
            { value: "one", label: say("thisOne") },
            { value: "all", label: say("allOfThem") },
          ]}
        />
      </Head>
      {isAll && (
        <div class="for-which">
          <Select
            label={say("atWedding")}
            value={target}
            onText={setTarget}
            options={weddings.map((each) => ({
              value: each.scope,
              label: `${each.name} · ${each.hall}`,
            }))}
          />
        </div>
      )}
      <div class="halves">
        <section>
          <h2>{say("tasks")}</h2>
          <form class="quick" onSubmit={(event) => void addTheTask(event)}>
            <TextField
              label={say("newTask")}
              value={taskText}
              onText={setTaskText}
              hint={say("newTaskHint")}
              autocapitalize="sentences"
            />
            <Button type="submit" look="soft" icon="plus" disabled={taskText.trim() === ""}>
              {say("addTask")}
            </Button>
          </form>
          {open.length === 0 && <p class="calm">{say("noTasks")}</p>}
          <ul class="rows">
            {open.map((task) => (
              <TaskLine key={rowKey(task)} task={task} nowMs={nowMs} hall={hallOf(task.scope)} />
            ))}
          </ul>
          {done.length > 0 && (
            <Button look="quiet" aria-expanded={isDoneShown} onClick={() => showDone(!isDoneShown)}>
              <Icon
                name={isDoneShown ? "chevron-down" : "chevron-right"}
                small
                turns={!isDoneShown}
              />
              {say("doneCount", { count: done.length })}
            </Button>
          )}
          {isDoneShown && (
            <ul class="rows">
              {done.map((task) => (
                <TaskLine key={rowKey(task)} task={task} nowMs={nowMs} hall={hallOf(task.scope)} />
              ))}
            </ul>
          )}
        </section>
        <section>
          <h2>{say("notes")}</h2>
          <form class="quick" onSubmit={(event) => void addTheNote(event)}>
            <TextArea
              label={say("newNote")}
              value={noteText}
              onText={setNoteText}
              placeholder={say("newNoteHint")}
              rows={2}
            />
            <Button type="submit" look="soft" icon="plus" disabled={noteText.trim() === ""}>
              {say("addNote")}
            </Button>
          </form>
          {notes.length === 0 && <p class="calm">{say("noNotes")}</p>}
          <ul class="rows">
            {notes.map((note) => (
              <NoteLine key={rowKey(note)} note={note} nowMs={nowMs} hall={hallOf(note.scope)} />
            ))}
          </ul>
        </section>
      </div>
    </>
  );
}
