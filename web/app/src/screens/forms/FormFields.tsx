import type { FormProblem } from "@wedsync/client";
import type { ComponentChildren } from "preact";
import { type Answer, type Answers, isSignature } from "../../data/answers.ts";
import { wordsIn } from "../../data/form_definition.ts";
import type { FormKind, Question } from "../../data/form_kinds.ts";
import { Check, TextArea, TextField } from "../../parts/Field.tsx";
import { forms as say } from "../../words/en/forms.ts";
import { isolated } from "../../words/say.ts";
import { choiceName, choiceValue, problemWords, questionName } from "./form_words.ts";
import { SignaturePad } from "./SignaturePad.tsx";

interface FormFieldsProps {
  readonly kind: FormKind;
  readonly answers: Answers;
  /** The keys of what is asked; null: not known yet, so only what hangs on nothing is. */
  readonly visible: ReadonlySet<string> | null;
  readonly problems?: readonly FormProblem[];
  readonly onAnswer: (key: string, answer: Answer) => void;
  readonly onFocus?: () => void;
  readonly onBlur?: () => void;
  /** What stands where a photo is asked for. */
  readonly photo: ComponentChildren;
}

const textOf = (answer: Answer | undefined) =>
  typeof answer === "string" ? answer : typeof answer === "number" ? String(answer) : "";
const chosenIn = (answer: Answer | undefined): readonly string[] =>
  typeof answer === "object" && !isSignature(answer) ? answer : [];

interface PickProps {
  readonly label: string;
  readonly help: string;
  readonly wrong: string | undefined;
  readonly children: ComponentChildren;
}

/** Choices under one question. */
function Pick({ label, help, wrong, children }: PickProps) {
  return (
    <fieldset class="field">
      <legend>{label}</legend>
      {help && <p class="hint">{help}</p>}
      <div class="choices">{children}</div>
      {wrong && <p class="wrong">{wrong}</p>}
    </fieldset>
  );
}

/** The questions of a form that are asked, to be answered in any order. */
export function FormFields(props: FormFieldsProps) {
  const { kind, answers, visible, problems = [], onAnswer, photo } = props;
  const around = {
    ...(props.onFocus && { onFocus: props.onFocus }),
    ...(props.onBlur && { onBlur: props.onBlur }),
  };
  const field = (question: Question) => {
    const { key } = question;
    const answer = answers[key];
    const name = isolated(questionName(kind, question));
    const label = question.required ? `${name} (${say("required")})` : name;
    const help = isolated(wordsIn(question.help));
    const problem = problems.find((each) => each.question === key);
    const wrong = (problem && problemWords(problem)) ?? undefined;
    const text = {
      label,
      value: textOf(answer),
      ...(help && { hint: help }),
      wrong,
      onText: (next: string) => onAnswer(key, next),
      ...around,
    };
    const radio = (value: string | boolean, words: string) => (
      <label class="check" key={String(value)}>
        <input
          type="radio"
          name={key}
          checked={answer === value}
          onChange={() => onAnswer(key, value)}
        />
        <span>{words}</span>
      </label>
    );
    const chosen = chosenIn(answer);
    switch (question.kind) {
      case "long_text":
        return <TextArea key={key} {...text} rows={4} maxLength={10_000} />;
      case "text":
        return <TextField key={key} {...text} maxLength={10_000} />;
      case "time":
        return <TextField key={key} {...text} type="time" dir="ltr" />;
      case "date":
        return <TextField key={key} {...text} type="date" dir="ltr" />;
      case "number":
        return (
          <TextField
            key={key}
            {...text}
            inputMode="decimal"
            dir="ltr"
            onText={(next) => onAnswer(key, next.replace(/[^\d.,-]/g, ""))}
          />
        );
      case "yes_no":
        return (
          <Pick key={key} label={label} help={help} wrong={wrong}>
            {radio(true, say("yes"))}
            {radio(false, say("no"))}
          </Pick>
        );
      case "choice":
        return (
          <Pick key={key} label={label} help={help} wrong={wrong}>
            {question.choices?.map((each) => radio(choiceValue(each), choiceName(each)))}
          </Pick>
        );
      case "choices":
        return (
          <Pick key={key} label={label} help={help} wrong={wrong}>
            {question.choices?.map((each) => {
              const value = choiceValue(each);
              const others = chosen.filter((other) => other !== value);
              return (
                <Check
                  key={value}
                  checked={chosen.includes(value)}
                  onCheck={(isOn) => onAnswer(key, isOn ? [...others, value] : others)}
                >
                  {choiceName(each)}
                </Check>
              );
            })}
          </Pick>
        );
      case "signature":
        return (
          <SignaturePad
            key={key}
            label={label}
            value={isSignature(answer) ? answer : { name: "", drawing: "" }}
            onChange={(next) => onAnswer(key, next)}
          />
        );
      case "photo":
        return (
          <div class="field" key={key}>
            <span class="label">{label}</span>
            {help && <p class="hint">{help}</p>}
            {photo}
          </div>
        );
      case "section":
        return (
          <div class="form-section" key={key}>
            <h2>{name}</h2>
            {help && <p class="s">{help}</p>}
          </div>
        );
    }
  };
  const isAsked = (question: Question) =>
    visible === null ? question.when === undefined : visible.has(question.key);
  return <>{kind.questions.filter(isAsked).map(field)}</>;
}
