import { rowKey } from "@wedsync/client";
import { useClient } from "../../data/client.ts";
import { type FormKind, formKinds } from "../../data/form_kinds.ts";
import { beginForm, type Form, useForms } from "../../data/forms.ts";
import { nowMs as momentOf, useNow } from "../../data/now.ts";
import { useLooking } from "../../data/presence.ts";
import { Head } from "../../parts/Head.tsx";
import { Icon } from "../../parts/Icon.tsx";
import type { IconName } from "../../parts/icon_names.ts";
import { paths } from "../../router/paths.ts";
import { go } from "../../router/router.ts";
import { useAct } from "../../shell/act.ts";
import { forms as say } from "../../words/en/forms.ts";
import { shell } from "../../words/en/shell.ts";
import { since } from "../../words/format.ts";
import type { ScreenProps } from "../index.ts";
import { kindAbout, kindName } from "./form_words.ts";
import "./forms.css";

const icons: Readonly<Record<string, IconName>> = {
  incident: "triangle-alert",
  damage: "wine",
  handover: "key-round",
  feedback: "heart-handshake",
};

const tones = { draft: "tag", sent: "tag", submitted: "tag acc", reviewed: "tag acc" } as const;

function FormLine({ form, nowMs }: { readonly form: Form; readonly nowMs: number }) {
  const client = useClient();
  const when = form.submittedMs ?? form.openedMs;
  const kind = kindName(form.kind);
  return (
    <li>
      <a class="plain form-line" href={paths.form(form.scope, form.record)}>
        <Icon name={icons[form.kind?.name ?? ""] ?? "file-text"} />
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

/** Forms begun and handed in, and four to begin. */
export default function Forms({ params }: ScreenProps) {
  const scope = params.scope ?? "";
  const client = useClient();
  const commit = useAct();
  const nowMs = useNow(client);
  const { forms, isThere } = useForms(scope);
  useLooking(scope);
  const open = forms.filter((each) => each.status === "draft" || each.status === "sent");
  const done = forms.filter((each) => each.status === "submitted" || each.status === "reviewed");
  const begin = async (kind: FormKind) => {
    const name = kindName(kind);
    const draft = beginForm(scope, kind, name, momentOf(client));
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
          <h2>{say("begin")}</h2>
          <ul class="rows kinds">
            {formKinds.map((kind) => (
              <li key={kind.name}>
                <button type="button" class="form-line" onClick={() => void begin(kind)}>
                  <Icon name={icons[kind.name] ?? "file-text"} class="acc" />
                  <span class="grow two">
                    <span class="b acc">{kindName(kind)}</span>
                    <small>{kindAbout(kind)}</small>
                  </span>
                  <Icon name="plus" class="acc" />
                </button>
              </li>
            ))}
          </ul>
        </section>
      </div>
    </>
  );
}
