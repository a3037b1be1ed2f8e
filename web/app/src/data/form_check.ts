import type { Client, FormCheckAnswer, FormProblem } from "@wedsync/client";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Answers } from "./answers.ts";
import { useClient } from "./client.ts";
import type { FormKind } from "./form_kinds.ts";

export interface Checked {
  /** The keys of what is asked, given these answers; null: not known yet. */
  readonly visible: ReadonlySet<string> | null;
  readonly problems: readonly FormProblem[];
  /** The form does not hold: of a newer version, or damaged. */
  readonly hasFailed: boolean;
}

const unknown: Checked = { visible: null, problems: [], hasFailed: false };

function asked(kind: FormKind, answers: Answers, hasPhoto: boolean) {
  const photo = kind.questions.find((each) => each.kind === "photo");
  return {
    question: "check",
    ...(kind.definition ? { definition: kind.definition } : { name: kind.name }),
    answers: photo && hasPhoto ? { ...answers, [photo.key]: true } : answers,
  };
}

/** What the engine says of answers. */
export const check = (
  client: Client,
  kind: FormKind,
  answers: Answers,
  hasPhoto: boolean,
): Promise<FormCheckAnswer> => client.ask("forms", asked(kind, answers, hasPhoto));

/**
 * What the engine says of answers, after each change of them. What it said before stays in sight
 * until it has answered: that is a few milliseconds.
 */
export function useCheck(kind: FormKind, answers: Answers, hasPhoto: boolean): Checked {
  const client = useClient();
  const [checked, setChecked] = useState(unknown);
  const key = JSON.stringify(asked(kind, answers, hasPhoto));
  const wanted = useRef(key);
  wanted.current = key;
  useEffect(() => {
    check(client, kind, answers, hasPhoto).then(
      ({ visible, problems }) => {
        if (wanted.current !== key) return;
        setChecked({ visible: new Set(visible), problems, hasFailed: false });
      },
      () => {
        if (wanted.current === key) setChecked({ ...unknown, hasFailed: true });
      },
    );
  }, [client, key]);
  return checked;
}
