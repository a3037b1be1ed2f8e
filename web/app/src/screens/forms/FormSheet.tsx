import { isSignature, readAnswers } from "../../data/answers.ts";
import { useClient } from "../../data/client.ts";
import { useWedding } from "../../data/events.ts";
import { useCheck } from "../../data/form_check.ts";
import type { FormKind, Question } from "../../data/form_kinds.ts";
import type { Form } from "../../data/forms.ts";
import { useNow } from "../../data/now.ts";
import { versionOf } from "../../data/version_of.ts";
import { Paper } from "../../parts/Paper.tsx";
import { PhotoField } from "../../parts/PhotoField.tsx";
import { forms as say } from "../../words/en/forms.ts";
import { photos } from "../../words/en/photos.ts";
import { stamp } from "../../words/format.ts";
import { isolated } from "../../words/say.ts";
import { answerText, kindName, questionName } from "./form_words.ts";
import { SignatureView } from "./SignaturePad.tsx";

interface Part {
  readonly section: Question | null;
  readonly questions: readonly Question[];
}

/** The questions under their headings. The photo has a place of its own. */
function sectionsOf(questions: readonly Question[]): readonly Part[] {
  const parts: Part[] = [];
  for (const each of questions) {
    const last = parts.at(-1);
    if (each.kind === "section") parts.push({ section: each, questions: [] });
    else if (each.kind === "photo") continue;
    else if (last) parts[parts.length - 1] = { ...last, questions: [...last.questions, each] };
    else parts.push({ section: null, questions: [each] });
  }
  return parts;
}

/** A form as it was handed in, on the screen and on paper. */
export function FormSheet({ form, kind }: { readonly form: Form; readonly kind: FormKind }) {
  const client = useClient();
  const nowMs = useNow(client);
  const wedding = useWedding(form.scope);
  const { answers } = readAnswers(kind, form.answers);
  const { visible } = useCheck(kind, answers, form.attachment !== null);
  const asked = kind.questions.filter((each) => visible?.has(each.key) ?? true);
  const version = versionOf([form.name, form.status, form.answers, form.attachment]);
  return (
    <Paper
      isQuiet
      head={
        <>
          <b>
            <bdi>{wedding?.name}</bdi>
          </b>{" "}
          · <bdi>{wedding?.hall}</bdi> · {kindName(kind)} · <bdi>{form.name}</bdi>
          {form.submittedMs !== null && <> · {say("when", { when: stamp(form.submittedMs) })}</>}
        </>
      }
      foot={say("made", {
        version: say("version", { version }),
        when: stamp(nowMs),
        device: client.identity.value?.device ?? "",
      })}
    >
      {sectionsOf(asked).map(({ section, questions }) => (
        <div key={section?.key ?? ""}>
          {section && <h2>{isolated(questionName(kind, section))}</h2>}
          <dl class="answers">
            {questions.map((question) => {
              const answer = answers[question.key];
              const text = answerText(question, answer);
              return (
                <div key={question.key}>
                  <dt>{isolated(questionName(kind, question))}</dt>
                  <dd dir="auto">
                    {isSignature(answer) ? (
                      <SignatureView value={answer} />
                    ) : (
                      text || <span class="muted">{say("notAnswered")}</span>
                    )}
                  </dd>
                </div>
              );
            })}
          </dl>
        </div>
      ))}
      {form.attachment && (
        <dl class="answers">
          <div>
            <dt>{photos("photo")}</dt>
            <dd>
              <PhotoField
                scope={form.scope}
                record={form.record}
                field="attachment"
                photo={form.attachment}
                name={form.name}
                isFixed
              />
            </dd>
          </div>
        </dl>
      )}
    </Paper>
  );
}
