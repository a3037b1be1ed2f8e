import { wordsIn } from "../../data/form_definition.ts";
import {
  type Asked,
  type Comparison,
  choicesOf,
  comparisonIn,
  comparisonsOf,
  conditionOn,
  conditionsMax,
  conditionText,
  withConditions,
} from "../../data/form_design.ts";
import type { Condition } from "../../data/form_kinds.ts";
import { Button, IconButton } from "../../parts/Button.tsx";
import { Select, TextField } from "../../parts/Field.tsx";
import { design as say } from "../../words/en/design.ts";
import { forms } from "../../words/en/forms.ts";

interface ConditionsProps {
  readonly question: Asked;
  readonly earlier: readonly Asked[];
  readonly onChange: (change: (question: Asked) => Asked) => void;
}

interface ValueProps {
  readonly about: Asked;
  readonly condition: Condition;
  readonly onText: (text: string) => void;
}

const types = { number: "number", date: "date", time: "time" } as const;

/** What the earlier question has to be answered with, as that question is answered. */
function ValueField({ about, condition, onText }: ValueProps) {
  const label = say("value");
  const value = conditionText(condition);
  if (about.kind === "yes_no") {
    const options = (["yes", "no"] as const).map((each) => ({ value: each, label: forms(each) }));
    return <Select label={label} value={value} options={options} onText={onText} />;
  }
  if (about.kind === "choice" || about.kind === "choices") {
    const options = choicesOf(about).map((each, at) => ({
      value: each.value,
      label: wordsIn(each.label) || say("choiceNo", { at: at + 1 }),
    }));
    return <Select label={label} value={value} options={options} onText={onText} />;
  }
  const type = about.kind in types ? types[about.kind as keyof typeof types] : "text";
  return <TextField label={label} type={type} value={value} onText={onText} />;
}

/** When a question is asked: always, or after certain answers. */
export function Conditions({ question, earlier, onChange }: ConditionsProps) {
  const able = earlier.filter((each) => comparisonsOf(each.kind).length > 0);
  const when = question.when ?? [];
  if (able.length === 0) return null;
  const first = able.at(-1);
  const set = (at: number, condition: Condition | null) =>
    onChange((each) =>
      withConditions(
        each,
        when.flatMap((other, index) => (index !== at ? [other] : condition ? [condition] : [])),
      ),
    );
  return (
    <fieldset class="field">
      <legend>{say("when")}</legend>
      {when.length === 0 && <p class="hint">{say("always")}</p>}
      {when.map((condition, at) => {
        const about = able.find(({ key }) => key === condition.question);
        if (!about) return null;
        const comparison = comparisonIn(condition);
        return (
          <div class="design-when" key={`${at} ${condition.question}`}>
            <Select
              label={say("ifQuestion")}
              value={about.key}
              onText={(key) => {
                const other = able.find((each) => each.key === key);
                if (other) set(at, conditionOn(other));
              }}
              options={able.map((each) => ({
                value: each.key,
                label: wordsIn(each.label) || say("unnamed"),
              }))}
            />
            <Select
              label={say("compare")}
              value={comparison}
              onText={(next) =>
                set(at, conditionOn(about, next as Comparison, conditionText(condition)))
              }
              options={comparisonsOf(about.kind).map((each) => ({
                value: each,
                label: say(`cmp_${each}`),
              }))}
            />
            <ValueField
              about={about}
              condition={condition}
              onText={(text) => set(at, conditionOn(about, comparison, text))}
            />
            <IconButton icon="x" label={say("removeWhen")} onClick={() => set(at, null)} />
          </div>
        );
      })}
      <Button
        look="quiet"
        icon="plus"
        disabled={when.length >= conditionsMax}
        onClick={() =>
          first && onChange((each) => withConditions(each, [...when, conditionOn(first)]))
        }
      >
        {say("addWhen")}
      </Button>
    </fieldset>
  );
}
