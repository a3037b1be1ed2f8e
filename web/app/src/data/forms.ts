import type { Draft, RecordId, Row, ScopeId } from "@wedsync/client";
import { choiceOf, countOf, flagOf, numberOf, oncePerRow, textOf } from "./fields.ts";
import { kindOf, toDefinition, wordsIn } from "./form_definition.ts";
import { type Definition, type FormKind, kindNamed } from "./form_kinds.ts";
import { useLive } from "./live.ts";
import { blobOf, type Photo } from "./photos/photo.ts";

export const formStates = ["draft", "sent", "submitted", "reviewed"] as const;

export interface Form {
  readonly scope: ScopeId;
  readonly record: RecordId;
  readonly name: string;
  readonly status: (typeof formStates)[number];
  /** Null: this version does not know the questions. */
  readonly kind: FormKind | null;
  readonly answers: string;
  readonly submittedMs: number | null;
  readonly openedMs: number | null;
  readonly attachment: Photo | null;
  readonly isDisputed: boolean;
}

/** What a form asks: as it was when it was begun, or as it is built in. */
function kindIn(row: Row): FormKind | null {
  const name = textOf(row, "question_set");
  const definition = toDefinition(textOf(row, "definition"));
  return kindNamed(name) ?? (definition && kindOf(name, definition));
}

export const toForm = oncePerRow(
  (row: Row): Form => ({
    scope: row.scope,
    record: row.record,
    name: textOf(row, "name"),
    status: choiceOf(row, "status", formStates, "draft"),
    kind: kindIn(row),
    answers: textOf(row, "answers"),
    submittedMs: numberOf(row, "submitted_at"),
    openedMs: numberOf(row, "opened_at"),
    attachment: blobOf(row, "attachment"),
    isDisputed: row.disputed.length > 0 || row.isContested,
  }),
);

const touched = (form: Form) => form.submittedMs ?? form.openedMs ?? 0;

/** The forms of a wedding, the newest first. */
export function useForms(scope: ScopeId): { forms: readonly Form[]; isThere: boolean } {
  const live = useLive({ collection: "forms", scopes: [scope] });
  const forms = live.rows.map(toForm).sort((a, b) => touched(b) - touched(a));
  return { forms, isThere: live.isThere };
}

/** A form begun: kept from the first moment, as a draft. */
export function beginForm(
  scope: ScopeId,
  kind: FormKind,
  name: string,
  atMs: number,
  version = 1,
): Draft {
  return {
    scope,
    type: "form",
    edits: [
      { edit: "create", collection: "forms" },
      { edit: "set", record: 0, field: "name", value: name },
      { edit: "set", record: 0, field: "status", value: "draft" },
      { edit: "set", record: 0, field: "question_set", value: kind.name },
      { edit: "set", record: 0, field: "opened_at", value: atMs },
      // What it asks goes with it: it stays readable whatever becomes of the form.
      ...(kind.definition
        ? ([
            {
              edit: "set",
              record: 0,
              field: "definition",
              value: JSON.stringify(kind.definition),
            },
            { edit: "set", record: 0, field: "form_version", value: version },
          ] as const)
        : []),
    ],
  };
}

/** Hands a form in. */
export function submitForm(form: Form, atMs: number): Draft {
  return {
    scope: form.scope,
    type: "form_submission",
    priority: 6,
    edits: [
      { edit: "set", record: form.record, field: "status", value: "submitted" },
      { edit: "set", record: form.record, field: "submitted_at", value: atMs },
      { edit: "increment", record: form.record, field: "times_submitted", by: 1 },
    ],
  };
}

export function setFormStatus(form: Form, status: Form["status"]): Draft {
  return {
    scope: form.scope,
    type: `form ${status}`,
    edits: [{ edit: "set", record: form.record, field: "status", value: status }],
  };
}

/** A form that somebody made for this venue. */
export interface OwnForm {
  readonly scope: ScopeId;
  readonly record: RecordId;
  readonly name: string;
  /** Null: it does not read here. */
  readonly definition: Definition | null;
  readonly version: number;
  readonly isRetired: boolean;
  readonly isDisputed: boolean;
}

const toOwnForm = oncePerRow(
  (row: Row): OwnForm => ({
    scope: row.scope,
    record: row.record,
    name: textOf(row, "name"),
    definition: toDefinition(textOf(row, "definition")),
    version: countOf(row, "version"),
    isRetired: flagOf(row, "is_retired"),
    isDisputed: row.disputed.length > 0 || row.isContested,
  }),
);

/** The forms that were made here, of all scopes, by title. */
export function useOwnForms(): { forms: readonly OwnForm[]; isThere: boolean } {
  const live = useLive({ collection: "form_definitions" });
  const title = (form: OwnForm) => wordsIn(form.definition?.title) || form.name;
  const forms = live.rows
    .map(toOwnForm)
    .sort((a, b) => title(a).localeCompare(title(b)) || (a.record < b.record ? -1 : 1));
  return { forms, isThere: live.isThere };
}

export function retireForm(form: OwnForm, isRetired: boolean): Draft {
  return {
    scope: form.scope,
    type: "form_definition",
    edits: [{ edit: "set", record: form.record, field: "is_retired", value: isRetired }],
  };
}
