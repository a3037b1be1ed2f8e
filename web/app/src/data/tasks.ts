import type { Draft, Edit, RecordId, Row, ScopeId } from "@wedsync/client";
import { choiceOf, flagOf, numberOf, oncePerRow, recordOf, textOf } from "./fields.ts";
import { useLive } from "./live.ts";
import { dayOf } from "./now.ts";

export const urgencies = ["low", "normal", "high"] as const;

export interface Task {
  readonly scope: ScopeId;
  readonly record: RecordId;
  readonly title: string;
  readonly isDone: boolean;
  readonly doneMs: number | null;
  readonly dueMs: number | null;
  readonly assignee: string;
  readonly urgency: (typeof urgencies)[number];
  readonly item: RecordId | null;
  readonly vendor: RecordId | null;
  readonly notes: string;
  /** What it was made from; "" where it was written by hand. */
  readonly key: string;
  readonly isDisputed: boolean;
}

export const toTask = oncePerRow(
  (row: Row): Task => ({
    scope: row.scope,
    record: row.record,
    title: textOf(row, "title"),
    isDone: flagOf(row, "is_done"),
    doneMs: numberOf(row, "done_at"),
    dueMs: numberOf(row, "due_at"),
    assignee: textOf(row, "assignee"),
    urgency: choiceOf(row, "urgency", urgencies, "normal"),
    item: recordOf(row, "timeline_item"),
    vendor: recordOf(row, "vendor"),
    notes: textOf(row, "notes"),
    key: textOf(row, "import_key"),
    isDisputed: row.disputed.length > 0 || row.isContested,
  }),
);

const last = Number.MAX_SAFE_INTEGER;
const rank = { high: 0, normal: 1, low: 2 } as const;

/** What is open first, by when it is due; then what was done last. */
export const byDue = (a: Task, b: Task): number =>
  Number(a.isDone) - Number(b.isDone) ||
  (a.isDone ? (b.doneMs ?? 0) - (a.doneMs ?? 0) : (a.dueMs ?? last) - (b.dueMs ?? last)) ||
  rank[a.urgency] - rank[b.urgency] ||
  (a.record < b.record ? -1 : 1);

/** The tasks of a wedding, of all weddings where the scope is left out. */
export function useTasks(scope?: ScopeId): { tasks: readonly Task[]; isThere: boolean } {
  const live = useLive({ collection: "tasks", ...(scope && { scopes: [scope] }) });
  return { tasks: live.rows.map(toTask).sort(byDue), isThere: live.isThere };
}

export const isOverdue = (task: Task, nowMs: number): boolean =>
  !task.isDone && task.dueMs !== null && task.dueMs < nowMs;

/** What a line like "@Tom 18:30 microphone !" says. */
export interface Typed {
  readonly title: string;
  readonly assignee: string;
  readonly dueMs: number | null;
  readonly isUrgent: boolean;
}

/**
 * Reads a task as it is typed: `@Tom` names who does it, a time of day when it is due (today, of the
 * day after where it is long past), a `!` at the end that it is urgent. The rest is the task.
 */
export function readTask(line: string, people: readonly string[], nowMs: number): Typed {
  let title = line.trim();
  let assignee = "";
  let dueMs: number | null = null;
  const who = /(?:^|\s)@(\p{L}[\p{L}’'-]*)/u.exec(title);
  if (who?.[1]) {
    const wanted = who[1].toLocaleLowerCase();
    assignee = people.find((each) => each.toLocaleLowerCase().startsWith(wanted)) ?? who[1];
    title = title.replace(who[0], " ");
  }
  const time = /(?:^|\s)([01]?\d|2[0-3])[:.]([0-5]\d)(?=\s|!|$)/u.exec(title);
  if (time?.[1] && time[2]) {
    dueMs = atClock(`${time[1]}:${time[2]}`, nowMs);
    title = title.replace(time[0], " ");
  }
  const isUrgent = /!\s*$/u.test(title);
  if (isUrgent) title = title.replace(/[\s!]+$/u, "");
  return { title: title.replace(/\s+/gu, " ").trim(), assignee, dueMs, isUrgent };
}

/** How long past a time of day may be to be meant of today still. */
const agoMs = 6 * 3_600_000;

/** The moment of a time of day ("18:30"); null where it is none. */
export function atClock(text: string, nowMs: number): number | null {
  const found = /^(\d{1,2}):(\d{2})$/.exec(text);
  if (!found) return null;
  const date = new Date(dayOf(nowMs));
  date.setHours(Number(found[1]), Number(found[2]));
  if (nowMs - date.getTime() > agoMs) date.setDate(date.getDate() + 1);
  return date.getTime();
}

/** A new task. */
export function addTask(scope: ScopeId, typed: Typed): Draft {
  const set = (field: string, value: string | number): Edit => ({
    edit: "set",
    record: 0,
    field,
    value,
  });
  return {
    scope,
    type: "task",
    priority: 5,
    edits: [
      { edit: "create", collection: "tasks" },
      set("title", typed.title),
      ...(typed.assignee ? [set("assignee", typed.assignee)] : []),
      ...(typed.dueMs !== null ? [set("due_at", typed.dueMs)] : []),
      set("urgency", typed.isUrgent ? "high" : "normal"),
    ],
  };
}

/** The task is done, or is not after all. */
export function tick(task: Task, isDone: boolean, atMs: number): Draft {
  return {
    scope: task.scope,
    type: isDone ? "done" : "not done",
    priority: 5,
    edits: [
      { edit: "set", record: task.record, field: "is_done", value: isDone },
      isDone
        ? { edit: "set", record: task.record, field: "done_at", value: atMs }
        : { edit: "clear", record: task.record, field: "done_at" },
    ],
  };
}

/** Alters one thing about a task; null takes it away. */
export function alterTask(
  task: Task,
  field: "title" | "assignee" | "due_at" | "urgency",
  value: string | number | null,
): Draft {
  return {
    scope: task.scope,
    type: "task",
    edits: [
      value === null || value === ""
        ? { edit: "clear", record: task.record, field }
        : { edit: "set", record: task.record, field, value },
    ],
  };
}
