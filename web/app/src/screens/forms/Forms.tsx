import { rowKey } from "@wedsync/client";
import { useClient } from "../../data/client.ts";
import { kindOf } from "../../data/form_definition.ts";
import { type FormKind, formKinds } from "../../data/form_kinds.ts";
import { beginForm, type Form, type OwnForm, useForms, useOwnForms } from "../../data/forms.ts";
import { nowMs as momentOf, useNow } from "../../data/now.ts";
import { useLooking } from "../../data/presence.ts";
import { LinkButton } from "../../parts/Button.tsx";
import { Head } from "../../parts/Head.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { paths } from "../../router/paths.ts";
import { go } from "../../router/router.ts";
import { useAct } from "../../shell/act.ts";
import { design } from "../../words/en/design.ts";
import { forms as say } from "../../words/en/forms.ts";
import { shell } from "../../words/en/shell.ts";
import { since } from "../../words/format.ts";
import type { ScreenProps } from "../index.ts";
import { kindAbout, kindIcon, kindName } from "./form_words.ts";
import "./forms.css";

const tones = { draft: "tag", sent: "tag", submitted: "tag acc", reviewed: "tag acc" } as const;

function FormLine({ form, nowMs }: { readonly form: Form; readonly nowMs: number }) {
  const client = useClient();
  const when = form.submittedMs ?? form.openedMs;
  const kind = kindName(form.kind);
  return (
    <li>
      <a class="plain form-line" href={paths.form(form.scope, form.record)}>
        <Icon name={kindIcon(form.kind?.name ?? "")} />
        <span class="grow two">
          <span>
            <bdi class="b">{form.name || kind}</bdi>
            {client.unshared.value.has(rowKey(form)) && (
              <i
                class="dot"
                role="img"
                aria-label={shell("notShared")}
                title={shell("notShared")}
              />
            )}
          </span>
          <small>{when === null ? kind : say("touched", { kind, when: since(when, nowMs) })}</small>
        </span>
        {form.attachment && <Icon name="image" small />}
        <span class={tones[form.status]}>
          {form.status === "reviewed" && <Icon name="check-check" small />}
          {say(`state_${form.status}`)}
        </span>
      </a>
    </li>
  );
}

interface KindLineProps {
  readonly scope: string;
  /** Null: it does not read here. */
  readonly kind: FormKind | null;
  readonly own: OwnForm | null;
  /** Null: it is not offered any more. */
  readonly onBegin: ((kind: FormKind, version: number) => Promise<void>) | null;
}

/** A form that can be begun, with the way to what was answered and to how it is made. */
function KindLine({ scope, kind, own, onBegin }: KindLineProps) {
  const name = kind ? kindName(kind) : (own?.name ?? "");
  const about = kind ? kindAbout(kind) : say("unknownKind");
  const words = (
    <>
      <Icon name={kindIcon(kind?.name ?? "")} class="acc" />
      <span class="grow two">
        <bdi class="b acc">{name}</bdi>
        {about && <small>{about}</small>}
        {own?.isDisputed && <small class="theirs-t">{design("isDisputed")}</small>}
      </span>
    </>
  );
  return (
    <li class="kind-line">
      {kind && onBegin ? (
        <button
          type="button"
          class="form-line"
          onClick={() => void onBegin(kind, own?.version ?? 1)}
        >
          {words}
          <Icon name="plus" class="acc" />
        </button>
      ) : (
        <span class="form-line is-still">{words}</span>
      )}
      <LinkButton
        look="quiet"
        class="icon"
        icon="list"
        href={paths.formAnswers(scope, own?.name ?? kind?.name ?? "")}
        label={design("answersOf", { name })}
      />
      {own && (
        <LinkButton
          look="quiet"
          class="icon"
          icon="pen-line"
          href={paths.formDesign(scope, own.record)}
          label={design("edit", { name })}
        />
      )}
    </li>
  );
}

/** Forms begun and handed in, and those to begin. */
export default function Forms({ params }: ScreenProps) {
  const scope = params.scope ?? "";
  const client = useClient();
  const commit = useAct();
  const nowMs = useNow(client);
  const { forms, isThere } = useForms(scope);
  const own = useOwnForms().forms;
  const offered = own.filter((each) => !each.isRetired);
  const retired = own.filter((each) => each.isRetired);
  useLooking(scope);
  const open = forms.filter((each) => each.status === "draft" || each.status === "sent");
  const done = forms.filter((each) => each.status === "submitted" || each.status === "reviewed");
  const begin = async (kind: FormKind, version: number) => {
    const name = kindName(kind);
    const draft = beginForm(scope, kind, name, momentOf(client), version);
    const made = await commit(draft, null);
    const record = made?.created[0];
    if (record) go(paths.form(scope, record));
  };
  if (!isThere) return <span class="blank blank-title" />;
  const section = (title: string, list: readonly Form[]) =>
    list.length > 0 && (
      <section class="form-list">
        <h2>{title}</h2>
        <ul class="rows">
          {list.map((form) => (
            <FormLine key={form.record} form={form} nowMs={nowMs} />
          ))}
        </ul>
      </section>
    );
  return (
    <>
      <Head
        title={say("title")}
        sub={say("sub", { drafts: open.length, submitted: done.length })}
      />
      <div class="form-halves">
        <div>
          {section(say("drafts"), open)}
          {section(say("handedIn"), done)}
          {forms.length === 0 && <p class="s">{say("nothing")}</p>}
        </div>
        <section>
          <div class="sec">
            <h2>{say("begin")}</h2>
            <LinkButton href={paths.newForm(scope)} icon="plus">
              {design("new")}
            </LinkButton>
          </div>
          <ul class="rows kinds">
            {formKinds.map((kind) => (
              <KindLine key={kind.name} scope={scope} kind={kind} own={null} onBegin={begin} />
            ))}
            {offered.map((form) => (
              <KindLine
                key={form.record}
                scope={scope}
                kind={form.definition && kindOf(form.name, form.definition)}
                own={form}
                onBegin={begin}
              />
            ))}
          </ul>
          {retired.length > 0 && (
            <details class="retired">
              <summary>{design("retiredOnes", { count: retired.length })}</summary>
              <ul class="rows">
                {retired.map((form) => (
                  <KindLine
                    key={form.record}
                    scope={scope}
                    kind={form.definition && kindOf(form.name, form.definition)}
                    own={form}
                    onBegin={null}
                  />
                ))}
              </ul>
            </details>
          )}
        </section>
      </div>
    </>
  );
}
