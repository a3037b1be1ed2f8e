import type { FormTally, SubmissionsAnswer } from "@wedsync/client";
import { useEffect, useState } from "preact/hooks";
import { useClient } from "../../data/client.ts";
import { kindOf } from "../../data/form_definition.ts";
import { type FormKind, formKinds } from "../../data/form_kinds.ts";
import { useOwnForms } from "../../data/forms.ts";
import { useLive } from "../../data/live.ts";
import { LinkButton } from "../../parts/Button.tsx";
import { BarChart } from "../../parts/Chart.tsx";
import { Select } from "../../parts/Field.tsx";
import { Head } from "../../parts/Head.tsx";
import { paths } from "../../router/paths.ts";
import { go } from "../../router/router.ts";
import { design as say } from "../../words/en/design.ts";
import { forms as form } from "../../words/en/forms.ts";
import { stamp } from "../../words/format.ts";
import { isolated, language } from "../../words/say.ts";
import type { ScreenProps } from "../index.ts";
import { choiceName, choiceValue, kindName, questionName } from "./form_words.ts";
import "./forms.css";
import "./design.css";

/** What was handed in of a form, in all weddings; asked again when any form changes. */
function useSubmissions(name: string): SubmissionsAnswer | null {
  const client = useClient();
  const live = useLive({ collection: "forms", fields: ["status", "question_set"] });
  const [answer, setAnswer] = useState<SubmissionsAnswer | null>(null);
  useEffect(() => {
    let isWanted = true;
    client
      .ask<SubmissionsAnswer>("forms", {
        question: "submissions",
        name,
        language: language.value,
      })
      .then(
        (found) => isWanted && setAnswer(found),
        () => undefined,
      );
    return () => {
      isWanted = false;
    };
  }, [client, name, language.value, live.rows]);
  return answer;
}

/** The words of a question and of its choices: those of the app where the form is built in. */
function wordsFor(kind: FormKind | undefined, tally: FormTally) {
  const question = kind?.definition
    ? undefined
    : kind?.questions.find((each) => each.key === tally.question);
  const choice = (value: string, label: string): string => {
    if (tally.kind === "yes_no") return form(value === "yes" ? "yes" : "no");
    const found = question?.choices?.find((each) => choiceValue(each) === value);
    return found === undefined ? label : choiceName(found);
  };
  return { title: kind && question ? questionName(kind, question) : tally.label, choice };
}

/** What was handed in of a form, and how it adds up. */
export default function FormResults({ params }: ScreenProps) {
  const scope = params.scope ?? "";
  const own = useOwnForms();
  const kinds: readonly FormKind[] = [
    ...formKinds,
    ...own.forms.flatMap(({ name, definition }) => (definition ? [kindOf(name, definition)] : [])),
  ];
  const name = params.record ?? formKinds[0].name;
  const kind = kinds.find((each) => each.name === name);
  const answer = useSubmissions(name);
  if (answer === null || !own.isThere) return <span class="blank blank-title" />;
  const rest = answer.handed_in - answer.submissions.length;
  return (
    <>
      <Head
        title={say("answersOf", { name: kind ? kindName(kind) : name })}
        sub={form("sub", { drafts: answer.begun, submitted: answer.handed_in })}
      >
        <LinkButton href={paths.forms(scope)} look="quiet">
          {say("toForms")}
        </LinkButton>
      </Head>
      <div class="results">
        <Select
          label={say("which")}
          value={name}
          onText={(next) => go(paths.formAnswers(scope, next), "replace")}
          options={kinds.map((each) => ({ value: each.name, label: kindName(each) }))}
        />
        {answer.handed_in === 0 && <p class="calm">{say("noAnswers")}</p>}
        {answer.handed_in > 0 &&
          answer.counts.map((tally) => {
            const words = wordsFor(kind, tally);
            return (
              <BarChart
                key={tally.question}
                caption={`${isolated(words.title)} · ${say("answered", { count: tally.answered })}`}
                heads={[say("choice"), say("times")]}
                whole={tally.answered}
                bars={tally.choices.map((each) => ({
                  key: each.value,
                  label: words.choice(each.value, each.label),
                  value: each.count,
                }))}
              />
            );
          })}
        {answer.submissions.length > 0 && (
          <section>
            <h2>{form("handedIn")}</h2>
            <ul class="rows">
              {answer.submissions.map((each) => (
                <li key={each.record}>
                  <a class="plain form-line" href={paths.form(String(each.scope), each.record)}>
                    <span class="grow two">
                      <bdi class="b">{each.title || each.form}</bdi>
                      <small>{stamp(each.submitted_at)}</small>
                    </span>
                    {each.version > 0 && (
                      <span class="tag">{form("version", { version: String(each.version) })}</span>
                    )}
                  </a>
                </li>
              ))}
            </ul>
            {rest > 0 && <p class="s">{say("more", { count: rest })}</p>}
          </section>
        )}
      </div>
    </>
  );
}
