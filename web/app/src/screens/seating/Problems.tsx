import type { Violation } from "@wedsync/client";
import { useState } from "preact/hooks";
import { countWords, type Names, problemWords } from "../../data/problems.ts";
import { Button } from "../../parts/Button.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { problems as say } from "../../words/en/problems.ts";
import { ProblemItem } from "../decide/ProblemItem.tsx";

interface ProblemsProps {
  readonly problems: readonly Violation[];
  readonly names: Names;
  readonly onShow: (problem: Violation) => void;
}

/** The first thing to see to, and behind it the others, each with its ways out. */
export function Problems({ problems, names, onShow }: ProblemsProps) {
  const [isOpen, setOpen] = useState(false);
  const [first] = problems;
  if (!first) return null;
  return (
    <div class="row amiss-row">
      <Icon name="triangle-alert" class="warn-t" />
      <span class="grow two">
        <span class="b">{problemWords(first, names)}</span>
        <small>
          {problems.length > 1 ? say("title", { count: problems.length }) : countWords(first)}
        </small>
      </span>
      <Button onClick={() => setOpen(true)}>{say("waysOut")}</Button>
      {isOpen && (
        <Dialog title={say("waysTitle")} onClose={() => setOpen(false)}>
          <ul>
            {problems.map((problem) => (
              <ProblemItem
                key={problem.violation}
                problem={problem}
                names={names}
                onMended={() => problems.length === 1 && setOpen(false)}
                onShow={() => {
                  setOpen(false);
                  onShow(problem);
                }}
              />
            ))}
          </ul>
        </Dialog>
      )}
    </div>
  );
}
