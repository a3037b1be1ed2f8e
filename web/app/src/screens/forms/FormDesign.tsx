import type { FormMadeAnswer } from "@wedsync/client";
import { useState } from "preact/hooks";
import type { Answers } from "../../data/answers.ts";
import { useClient } from "../../data/client.ts";
import { useCheck } from "../../data/form_check.ts";
import { kindOf, withText, wordsIn } from "../../data/form_definition.ts";
import {
  added,
  changed,
  choicesOf,
  lacks,
  moved,
  nameFor,
  questionsMax,
  removed,
  tidied,
} from "../../data/form_design.ts";
import type { Definition, QuestionKind } from "../../data/form_kinds.ts";
import { type OwnForm, retireForm, useOwnForms } from "../../data/forms.ts";
import { homeOf } from "../../data/team.ts";
import { Button, LinkButton } from "../../parts/Button.tsx";
import { TextField } from "../../parts/Field.tsx";
import { Head } from "../../parts/Head.tsx";
import { Segmented } from "../../parts/Segmented.tsx";
import { paths } from "../../router/paths.ts";
import { go } from "../../router/router.ts";
import { complain, undo, useAct } from "../../shell/act.ts";
import { NotFound } from "../../shell/ScreenView.tsx";
import { toast } from "../../shell/toasts.ts";
import { design as say } from "../../words/en/design.ts";
import { shell } from "../../words/en/shell.ts";
import type { ScreenProps } from "../index.ts";
import { FormFields } from "./FormFields.tsx";
import { QuestionCard } from "./QuestionCard.tsx";
import { useDesign } from "./use_design.ts";
import "./forms.css";
import "./design.css";

/** How the form will be, to be tried out; nothing of it is kept. */
function Preview({ definition }: { readonly definition: Definition }) {
  const [answers, setAnswers] = useState<Answers>({});
  const named = {
    ...definition,
    title: wordsIn(definition.title).trim() === "" ? say("untitled") : definition.title,
    questions: definition.questions.map((each) => ({
      ...each,
      ...(wordsIn(each.label).trim() === "" && { label: say("unnamed") }),
      ...(each.choices && {
        choices: choicesOf(each).map((choice, at) =>
          wordsIn(choice.label).trim() === ""
            ? { ...choice, label: say("choiceNo", { at: at + 1 }) }
            : choice,
        ),
      }),
    })),
  };
  const kind = kindOf("preview", named);
  const { visible, problems } = useCheck(kind, answers, false);
  const about = wordsIn(definition.about);
  return (
    <section class="design-preview" aria-labelledby="preview">
      <p class="label" id="preview">
        {say("preview")}
      </p>
      <h2>{wordsIn(named.title)}</h2>
      {about && <p class="s">{about}</p>}
      <div class="form">
        <FormFields
          kind={kind}
          answers={answers}
          visible={
            visible ?? new Set(kind.questions.filter((each) => !each.when).map((each) => each.key))
          }
          problems={problems}
          onAnswer={(key, answer) => setAnswers((before) => ({ ...before, [key]: answer }))}
          photo={<p class="s">{say("photoHere")}</p>}
        />
      </div>
    </section>
  );
}

interface DesignerProps {
  readonly scope: string;
  readonly form: OwnForm | null;
}

function Designer({ scope, form }: DesignerProps) {
  const client = useClient();
  const commit = useAct();
  const { definition, isChanged, seen, change, forget } = useDesign(form);
  const [open, setOpen] = useState(definition.questions[0]?.key ?? "");
  const [side, setSide] = useState<"make" | "preview">("make");
  const [said, setSaid] = useState("");
  const [isTried, setTried] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const lack = lacks(definition);
  const { questions } = definition;
  const apply = (next: Definition, words = "") => {
    const { definition: clean, lost } = tidied(next);
    change(clean);
    setSaid([words, lost > 0 ? say("lostWhen", { count: lost }) : ""].filter(Boolean).join(" "));
  };
  const focusOn = (key: string) =>
    setTimeout(() => document.getElementById(`q-${key}`)?.focus({ preventScroll: false }));
  const add = (kind: QuestionKind) => {
    const next = added(definition, kind, questions.length);
    apply(next);
    const key = next.questions.at(-1)?.key ?? "";
    setOpen(key);
    setTimeout(() => {
      const card = document.getElementById(`q-${key}`)?.closest("li");
      card?.querySelector("input")?.focus();
    });
  };
  const use = async () => {
    setTried(true);
    if (lack) {
      if (lack.key) setOpen(lack.key);
      return;
    }
    setBusy(true);
    try {
      const home = form?.scope ?? homeOf(client.scopes.value) ?? scope;
      const name = form?.name ?? nameFor(wordsIn(definition.title));
      const made = await client.act<FormMadeAnswer>("forms", {
        action: "define",
        scope: home,
        name,
        definition,
        ...(form && seen && { seen }),
      });
      forget();
      const done = { scope: String(made.scope), dot: made.dot };
      toast(`${say("used")} · ${shell("savedHere")}`, {
        action: { label: shell("undo"), run: () => void undo(client, done) },
      });
      go(paths.forms(scope), "replace");
    } catch (error) {
      complain(error, shell("notSaved"));
      setBusy(false);
    }
  };
  return (
    <>
      <Head
        title={wordsIn(definition.title).trim() || say(form ? "untitled" : "new")}
        sub={<span role="status">{say(isChanged ? "keptHere" : form ? "inUse" : "begin")}</span>}
      >
        <LinkButton href={paths.forms(scope)} look="quiet">
          {say("toForms")}
        </LinkButton>
      </Head>
      {form?.isDisputed && (
        <p class="theirs-t design-note">
          {say("disputed")} <a href={paths.decide}>{shell("toDecide")}</a>
        </p>
      )}
      <div class="design-sides">
        <Segmented
          label={say("sides")}
          value={side}
          onChange={setSide}
          options={[
            { value: "make", label: say("make") },
            { value: "preview", label: say("preview") },
          ]}
        />
      </div>
      <div class={`design is-${side}`}>
        <div class="design-make form">
          <TextField
            label={say("title")}
            value={wordsIn(definition.title)}
            maxLength={200}
            wrong={isTried && lack?.lack === "title" ? say("lack_title") : undefined}
            onText={(text) => apply({ ...definition, title: withText(definition.title, text) })}
          />
          <TextField
            label={say("about")}
            value={wordsIn(definition.about)}
            maxLength={300}
            onText={(text) => {
              const { about, ...rest } = definition;
              apply(text === "" ? rest : { ...rest, about: withText(about, text) });
            }}
          />
          <h2>{say("questions")}</h2>
          <ol class="design-list">
            {questions.map((question, at) => (
              <QuestionCard
                key={question.key}
                question={question}
                at={at}
                count={questions.length}
                earlier={questions.slice(0, at)}
                isOpen={open === question.key}
                onOpen={() => setOpen(open === question.key ? "" : question.key)}
                onChange={(edit) => apply(changed(definition, question.key, edit))}
                onMove={(by) => {
                  apply(
                    moved(definition, question.key, by),
                    say("movedTo", { at: at + 1 + by, count: questions.length }),
                  );
                }}
                onRemove={() => {
                  apply(removed(definition, question.key), say("removed"));
                  const next = questions[at + 1] ?? questions[at - 1];
                  if (next) focusOn(next.key);
                }}
              />
            ))}
          </ol>
          <p class="vh" role="status">
            {said}
          </p>
          <div class="actions">
            <Button
              icon="plus"
              disabled={questions.length >= questionsMax}
              onClick={() => add("text")}
            >
              {say("add")}
            </Button>
            <Button
              look="quiet"
              disabled={questions.length >= questionsMax}
              onClick={() => add("section")}
            >
              {say("addSection")}
            </Button>
          </div>
          <div class="hand-in">
            {isTried && lack && (
              <p class="wrong" role="alert">
                {say(`lack_${lack.lack}`)}
              </p>
            )}
            <div class="actions">
              <Button
                look="primary"
                big
                icon="check"
                disabled={isBusy || (form !== null && !isChanged)}
                onClick={() => void use()}
              >
                {say(form ? "save" : "use")}
              </Button>
              {isChanged && (
                <Button look="quiet" onClick={forget}>
                  {say("forget")}
                </Button>
              )}
              {form && (
                <Button
                  look="quiet"
                  onClick={() =>
                    void commit(
                      retireForm(form, !form.isRetired),
                      say(form.isRetired ? "offered" : "retired"),
                    )
                  }
                >
                  {say(form.isRetired ? "offer" : "retire")}
                </Button>
              )}
            </div>
          </div>
        </div>
        <Preview definition={definition} />
      </div>
    </>
  );
}

/** Makes a form, or changes one. */
export default function FormDesign({ params }: ScreenProps) {
  const scope = params.scope ?? "";
  const { forms, isThere } = useOwnForms();
  if (params.record === undefined) return <Designer key="new" scope={scope} form={null} />;
  if (!isThere) return <span class="blank blank-title" />;
  const form = forms.find((each) => each.record === params.record);
  if (!form) return <NotFound />;
  return <Designer key={form.record} scope={scope} form={form} />;
}
