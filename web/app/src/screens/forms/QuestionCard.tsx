import { withText, wordsIn } from "../../data/form_definition.ts";
import {
  type Asked,
  asKind,
  choicesMax,
  choicesOf,
  hasChoices,
  lackOf,
  moreChoices,
  withBound,
  withChoices,
  withHelp,
} from "../../data/form_design.ts";
import { type QuestionKind, questionKinds } from "../../data/form_kinds.ts";
import { Button, IconButton } from "../../parts/Button.tsx";
import { Check, Select, TextField } from "../../parts/Field.tsx";
import { design as say } from "../../words/en/design.ts";
import { Conditions } from "./Conditions.tsx";
import { questionKindName } from "./form_words.ts";

interface QuestionCardProps {
  readonly question: Asked;
  readonly at: number;
  readonly count: number;
  readonly earlier: readonly Asked[];
  readonly isOpen: boolean;
  readonly onOpen: () => void;
  readonly onChange: (change: (question: Asked) => Asked) => void;
  readonly onMove: (by: -1 | 1) => void;
  readonly onRemove: () => void;
}

const lettersMax = 500;

function Choices({ question, onChange }: Pick<QuestionCardProps, "question" | "onChange">) {
  const choices = choicesOf(question);
  return (
    <fieldset class="field">
      <legend>{say("choices")}</legend>
      <ol class="design-choices">
        {choices.map((choice, at) => (
          <li key={choice.value}>
            <TextField
              label={say("choiceNo", { at: at + 1 })}
              value={wordsIn(choice.label)}
              maxLength={lettersMax}
              onText={(text) =>
                onChange((each) =>
                  withChoices(
                    each,
                    choicesOf(each).map((other) =>
                      other.value === choice.value
                        ? { ...other, label: withText(other.label, text) }
                        : other,
                    ),
                  ),
                )
              }
            />
            <IconButton
              icon="x"
              label={say("removeChoice", { at: at + 1 })}
              disabled={choices.length <= 2}
              onClick={() =>
                onChange((each) =>
                  withChoices(
                    each,
                    choicesOf(each).filter((other) => other.value !== choice.value),
                  ),
                )
              }
            />
          </li>
        ))}
      </ol>
      <Button
        look="quiet"
        icon="plus"
        disabled={choices.length >= choicesMax}
        onClick={() => onChange(moreChoices)}
      >
        {say("addChoice")}
      </Button>
    </fieldset>
  );
}

/** A question of a form that is being made: a line, and everything about it when it is open. */
export function QuestionCard(props: QuestionCardProps) {
  const { question, at, count, earlier, isOpen, onOpen, onChange, onMove, onRemove } = props;
  const name = wordsIn(question.label).trim() || say("unnamed");
  const lack = lackOf(question);
  const id = `q-${question.key}`;
  return (
    <li class={isOpen ? "design-q is-open" : "design-q"}>
      <div class="design-line">
        <button type="button" class="design-name" aria-expanded={isOpen} onClick={onOpen} id={id}>
          <span class="num muted">{at + 1}</span>
          <span class="grow two">
            <bdi class="b">{name}</bdi>
            <small>
              {questionKindName(question.kind)}
              {question.required && ` · ${say("needed")}`}
              {question.when && ` · ${say("sometimes")}`}
              {lack && !isOpen && <span class="warn-t"> · {say(`lack_${lack}`)}</span>}
            </small>
          </span>
        </button>
        <IconButton
          icon="arrow-up"
          label={say("up", { name })}
          disabled={at === 0}
          onClick={() => onMove(-1)}
        />
        <IconButton
          icon="arrow-down"
          label={say("down", { name })}
          disabled={at === count - 1}
          onClick={() => onMove(1)}
        />
        <IconButton icon="trash-2" label={say("remove", { name })} onClick={onRemove} />
      </div>
      {isOpen && (
        <div class="form design-body">
          <TextField
            label={say(question.kind === "section" ? "heading" : "label")}
            value={wordsIn(question.label)}
            maxLength={lettersMax}
            onText={(text) => onChange((each) => ({ ...each, label: withText(each.label, text) }))}
          />
          <div class="pair">
            <Select
              label={say("kind")}
              value={question.kind}
              onText={(kind) => onChange((each) => asKind(each, kind as QuestionKind))}
              options={questionKinds.map((each) => ({
                value: each,
                label: questionKindName(each),
              }))}
            />
            {question.kind === "number" && (
              <>
                <TextField
                  key={`min ${question.key}`}
                  label={say("min")}
                  type="number"
                  value={question.min === undefined ? "" : String(question.min)}
                  onText={(text) => onChange((each) => withBound(each, "min", text))}
                />
                <TextField
                  key={`max ${question.key}`}
                  label={say("max")}
                  type="number"
                  value={question.max === undefined ? "" : String(question.max)}
                  wrong={lack === "bounds" ? say("lack_bounds") : undefined}
                  onText={(text) => onChange((each) => withBound(each, "max", text))}
                />
              </>
            )}
          </div>
          {hasChoices(question.kind) && <Choices question={question} onChange={onChange} />}
          <TextField
            label={say("help")}
            value={wordsIn(question.help)}
            maxLength={lettersMax}
            onText={(text) => onChange((each) => withHelp(each, text))}
          />
          {question.kind !== "section" && (
            <Check
              checked={question.required === true}
              onCheck={(isOn) =>
                onChange(({ required: _, ...each }) => (isOn ? { ...each, required: true } : each))
              }
            >
              {say("required")}
            </Check>
          )}
          <Conditions question={question} earlier={earlier} onChange={onChange} />
        </div>
      )}
    </li>
  );
}
