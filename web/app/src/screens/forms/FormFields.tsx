import type { Answer, Answers } from "../../data/answers.ts";
import type { FormKind, Question } from "../../data/form_kinds.ts";
import { Check, TextArea, TextField } from "../../parts/Field.tsx";
import { forms as say } from "../../words/en/forms.ts";
import { choiceName, questionName } from "./form_words.ts";
import { SignaturePad } from "./SignaturePad.tsx";

interface FormFieldsProps {
  readonly kind: FormKind;
  readonly answers: Answers;
  readonly onAnswer: (key: string, answer: Answer) => void;
  readonly onFocus: () => void;
  readonly onBlur: () => void;
}

const textOf = (answer: Answer | undefined) => (typeof answer === "string" ? answer : "");

/** The questions of a form, to be answered in any order. */
export function FormFields({ kind, answers, onAnswer, onFocus, onBlur }: FormFieldsProps) {
  const field = (question: Question) => {
    const { key } = question;
    const answer = answers[key];
    const name = questionName(kind, question);
    const label = question.isRequired ? `${name} (${say("required")})` : name;
    const text = {
      label,
      value: textOf(answer),
      onText: (next: string) => onAnswer(key, next),
      onFocus,
      onBlur,
    };
    switch (question.kind) {
      case "long":
        return <TextArea key={key} {...text} rows={4} maxLength={10_000} />;
      case "text":
        return <TextField key={key} {...text} maxLength={10_000} />;
      case "time":
        return <TextField key={key} {...text} type="time" dir="ltr" />;
      case "amount":
        return (
          <TextField
            key={key}
            {...text}
            inputMode="decimal"
            dir="ltr"
            onText={(next) => onAnswer(key, next.replace(/[^\d.,]/g, ""))}
          />
        );
      case "check":
        return (
          <Check key={key} checked={answer === true} onCheck={(isOn) => onAnswer(key, isOn)}>
            {name}
          </Check>
        );
      case "choice":
        return (
          <fieldset key={key} class="field">
            <legend>{label}</legend>
            <div class="choices">
              {question.choices.map((choice) => (
                <label class="check" key={choice}>
                  <input
                    type="radio"
                    name={key}
                    checked={answer === choice}
                    onChange={() => onAnswer(key, choice)}
                  />
                  <span>{choiceName(choice)}</span>
                </label>
              ))}
            </div>
          </fieldset>
        );
      case "signature":
        return (
          <SignaturePad
            key={key}
            label={label}
            value={typeof answer === "object" ? answer : { name: "", drawing: "" }}
            onChange={(next) => onAnswer(key, next)}
          />
        );
    }
  };
  return <>{kind.questions.map(field)}</>;
}
