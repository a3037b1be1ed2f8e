import { type Answer, readAnswers, writeAnswers } from "../../data/answers.ts";
import { useClient } from "../../data/client.ts";
import { check, useCheck } from "../../data/form_check.ts";
import type { FormKind } from "../../data/form_kinds.ts";
import { type Form, setFormStatus, submitForm, useForms } from "../../data/forms.ts";
import { deleteRecord } from "../../data/notes.ts";
import { nowMs as momentOf } from "../../data/now.ts";
import { editorOf, useLooking } from "../../data/presence.ts";
import { Button, LinkButton } from "../../parts/Button.tsx";
import { Empty } from "../../parts/Empty.tsx";
import { TextField } from "../../parts/Field.tsx";
import { Head } from "../../parts/Head.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { PhotoField } from "../../parts/PhotoField.tsx";
import { paths } from "../../router/paths.ts";
import { go } from "../../router/router.ts";
import { useAct } from "../../shell/act.ts";
import { NotFound } from "../../shell/ScreenView.tsx";
import { useText } from "../../shell/use_text.ts";
import { forms as say } from "../../words/en/forms.ts";
import { photos } from "../../words/en/photos.ts";
import { shell } from "../../words/en/shell.ts";
import { list, stamp } from "../../words/format.ts";
import type { ScreenProps } from "../index.ts";
import { FormFields } from "./FormFields.tsx";
import { FormSheet } from "./FormSheet.tsx";
import { kindName, questionName } from "./form_words.ts";
import "./forms.css";

function FormDraft({ form, kind }: { readonly form: Form; readonly kind: FormKind }) {
  const { scope, record } = form;
  const client = useClient();
  const commit = useAct();
  const name = useText({ scope, record, field: "name", value: form.name });
  const text = useText({ scope, record, field: "answers", value: form.answers });
  const editor = editorOf(client.present.value, scope, record);
  const read = readAnswers(kind, text.text);
  const checked = useCheck(kind, read.answers, form.attachment !== null);
  const { visible, problems } = checked;
  const lacking = kind.questions.filter((each) =>
    problems.some((problem) => problem.question === each.key && problem.code === "required"),
  );
  const canHandIn = visible !== null && problems.length === 0;
  const hasPhotoAsked = kind.questions.some((each) => each.kind === "photo");
  const onAnswer = (key: string, answer: Answer) =>
    text.onText(writeAnswers(kind, { ...read, answers: { ...read.answers, [key]: answer } }));
  const submit = async () => {
    const found = await check(client, kind, read.answers, form.attachment !== null);
    if (found.problems.length > 0) return;
    // What was answered and is not asked any more is not handed in.
    const asked = found.visible.flatMap((key) => {
      const answer = read.answers[key];
      return answer === undefined ? [] : [[key, answer] as const];
    });
    const left = writeAnswers(kind, { ...read, answers: Object.fromEntries(asked) });
    if (left !== text.text) text.onText(left);
    await Promise.all([name.flush(), text.flush()]);
    await commit(submitForm(form, momentOf(client)), say("submitted"));
  };
  const photo = (
    <PhotoField
      scope={scope}
      record={record}
      field="attachment"
      photo={form.attachment}
      name={form.name}
    />
  );
  const isKept = text.state !== "typing" && name.state !== "typing";
  return (
    <>
      <Head
        title={name.text || kindName(kind)}
        sub={
          <span class="kept" role="status">
            {kindName(kind)} · {isKept && <Icon name="check" small />}{" "}
            {say(isKept ? "kept" : "keptAsTyped")}
          </span>
        }
      >
        <LinkButton href={paths.forms(scope)} look="quiet">
          {say("toList")}
        </LinkButton>
      </Head>
      {editor && (
        <p class="theirs-t">{shell("editing", { name: editor.person || editor.device })}</p>
      )}
      <div class="form">
        <TextField
          label={say("nameField")}
          value={name.text}
          onText={name.onText}
          onFocus={name.onFocus}
          onBlur={name.onBlur}
        />
        <FormFields
          kind={kind}
          answers={read.answers}
          visible={visible}
          problems={problems}
          onAnswer={onAnswer}
          photo={photo}
          onFocus={() => {
            text.onFocus();
            client.announce({ scope, record, field: "answers", activity: "editing" });
          }}
          onBlur={() => {
            text.onBlur();
            client.announce({ scope, record, activity: "looking" });
          }}
        />
        {!hasPhotoAsked && (
          <div>
            <span class="label">{photos("photo")}</span>
            {photo}
          </div>
        )}
        <div class="hand-in">
          {checked.hasFailed && <p class="wrong">{say("unknownKind")}</p>}
          {lacking.length > 0 && (
            <p class="s" id="lacking">
              {say("stillMissing", {
                names: list(lacking.map((each) => questionName(kind, each).replace(/[?؟]$/, ""))),
              })}
            </p>
          )}
          <div class="actions">
            <Button
              look="primary"
              big
              icon="check"
              disabled={!canHandIn}
              {...(lacking.length > 0 && { "aria-describedby": "lacking" })}
              onClick={() => void submit()}
            >
              {say("submit")}
            </Button>
            <Button
              look="quiet"
              icon="trash-2"
              onClick={async () => {
                if (await commit(deleteRecord(scope, record), say("discarded"))) {
                  go(paths.forms(scope), "replace");
                }
              }}
            >
              {say("discard")}
            </Button>
          </div>
        </div>
      </div>
    </>
  );
}

function FormDone({ form, kind }: { readonly form: Form; readonly kind: FormKind }) {
  const commit = useAct();
  return (
    <>
      <div class="no-print">
        <Head
          title={form.name || kindName(kind)}
          sub={
            <>
              {kindName(kind)}
              {form.status === "reviewed" && ` · ${say("state_reviewed")}`}
              {form.submittedMs !== null && ` · ${say("when", { when: stamp(form.submittedMs) })}`}
            </>
          }
        >
          <LinkButton href={paths.forms(form.scope)} look="quiet">
            {say("toList")}
          </LinkButton>
          <Button icon="printer" onClick={() => print()}>
            {shell("print")}
          </Button>
        </Head>
      </div>
      <FormSheet form={form} kind={kind} />
      <div class="actions hand-in no-print">
        {form.status === "submitted" && (
          <Button
            look="primary"
            icon="check-check"
            onClick={() => void commit(setFormStatus(form, "reviewed"), say("seen"))}
          >
            {say("markSeen")}
          </Button>
        )}
        <Button
          icon="pen-line"
          onClick={() => void commit(setFormStatus(form, "draft"), say("corrected"))}
        >
          {say("correct")}
        </Button>
      </div>
    </>
  );
}

/** One form: to be filled in, or as it was handed in. */
export default function FormPage({ params }: ScreenProps) {
  const scope = params.scope ?? "";
  const record = params.record ?? "";
  const { forms, isThere } = useForms(scope);
  useLooking(scope, record);
  if (!isThere) return <span class="blank blank-title" />;
  const form = forms.find((each) => each.record === record);
  if (!form) return <NotFound />;
  const { kind } = form;
  if (kind === null) {
    return (
      <>
        <Head title={form.name || say("title")} />
        <Empty icon="file-text" title={say("unknownKind")}>
          <LinkButton href={paths.forms(scope)}>{say("toList")}</LinkButton>
        </Empty>
      </>
    );
  }
  const isOpen = form.status === "draft" || form.status === "sent";
  return (
    <div class="single" key={record}>
      {isOpen ? <FormDraft form={form} kind={kind} /> : <FormDone form={form} kind={kind} />}
    </div>
  );
}
