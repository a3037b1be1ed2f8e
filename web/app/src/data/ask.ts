import type { Conflict, Draft, FieldName, Identity, Present, RecordId } from "@wedsync/client";
import { keyOf } from "./decide.ts";
import { peopleOf } from "./presence.ts";
import type { Task } from "./tasks.ts";

/** Asking a colleague about a decision: a task of theirs, with the decision in its key. */

const prefix = "decide:";

/** What the task keeps of the disagreement it is about. */
const askKey = (record: RecordId, field: FieldName): string =>
  prefix + JSON.stringify([record, field]);

/** What a task asks about; null where it is a task like any other. */
export function askedAbout(
  task: Pick<Task, "key">,
): { readonly record: RecordId; readonly field: FieldName } | null {
  if (!task.key.startsWith(prefix)) return null;
  try {
    const [record, field] = JSON.parse(task.key.slice(prefix.length));
    return typeof record === "string" ? { record, field } : null;
  } catch {
    return null;
  }
}

/** The open tasks that ask about this disagreement. */
export const asksFor = (conflict: Conflict, tasks: readonly Task[]): readonly Task[] =>
  tasks.filter(
    (each) =>
      !each.isDone &&
      each.scope === conflict.scope &&
      each.key === askKey(conflict.record, conflict.field),
  );

/** The disagreement that a task asks about, as long as it is open. */
export function askedConflict(task: Task, all: readonly Conflict[]): Conflict | null {
  const about = askedAbout(task);
  if (!about) return null;
  const key = keyOf({ ...about, scope: task.scope } as Conflict);
  return all.find((each) => keyOf(each) === key) ?? null;
}

/** Somebody who can be asked. */
export interface Colleague {
  readonly name: string;
  readonly isHere: boolean;
  /** Wall milliseconds; null: not seen by this device. */
  readonly seenMs: number | null;
  /** They wrote one of the values. */
  readonly isAuthor: boolean;
}

/** Who can be asked: whoever is here or was, and whoever wrote a value; the likeliest to know first. */
export function colleaguesFor(
  conflict: Conflict,
  present: readonly Present[],
  identity: Identity | null,
): readonly Colleague[] {
  const authors = new Set(conflict.siblings.map((each) => each.person).filter(Boolean));
  const found = new Map<string, Colleague>();
  for (const each of peopleOf(present, null)) {
    const name = each.person;
    if (name === "" || found.has(name)) continue;
    found.set(name, {
      name,
      isHere: each.isLive,
      seenMs: each.seenMs,
      isAuthor: authors.has(name),
    });
  }
  for (const name of authors) {
    if (!found.has(name)) found.set(name, { name, isHere: false, seenMs: null, isAuthor: true });
  }
  return [...found.values()]
    .filter((each) => each.name !== identity?.person)
    .sort(
      (a, b) =>
        Number(b.isAuthor) - Number(a.isAuthor) ||
        Number(b.isHere) - Number(a.isHere) ||
        (b.seenMs ?? 0) - (a.seenMs ?? 0),
    );
}

/** A task for `name`: the question, what the sides say, and the way to the decision. */
export function askColleague(
  conflict: Conflict,
  name: string,
  question: string,
  sides: string,
): Draft {
  const set = (field: string, value: string) => ({ edit: "set", record: 0, field, value }) as const;
  return {
    scope: conflict.scope,
    type: "ask",
    priority: 6,
    edits: [
      { edit: "create", collection: "tasks" },
      set("title", question),
      set("assignee", name),
      set("urgency", "high"),
      set("notes", sides),
      set("import_key", askKey(conflict.record, conflict.field)),
    ],
  };
}
