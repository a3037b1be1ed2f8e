import type { Violation } from "@wedsync/client";
import { isSeating, tableOf, useProblemNames } from "../../data/problems.ts";
import { pathOf, paths } from "../../router/paths.ts";
import { go } from "../../router/router.ts";
import { problems as say } from "../../words/en/problems.ts";
import { ProblemItem } from "./ProblemItem.tsx";

interface MisfitsProps {
  readonly problems: readonly Violation[];
  readonly nowMs: number;
  readonly onMended: () => void;
}

/** Everything that does not go together, of all weddings, with what would mend it. */
export function Misfits({ problems, nowMs, onMended }: MisfitsProps) {
  const names = useProblemNames(problems, nowMs);
  if (problems.length === 0) return null;
  const show = (problem: Violation) => {
    const [first] = problem.records;
    if (!first) return;
    const table = isSeating(problem, first.scope) ? tableOf(problem, names) : null;
    go(
      table === null
        ? pathOf(problem.collection, first.scope, first.record)
        : paths.table(first.scope, table),
    );
  };
  return (
    <section class="misfits">
      <h2>{say("title", { count: problems.length })}</h2>
      <ul>
        {problems.map((each) => (
          <ProblemItem
            key={each.violation}
            problem={each}
            names={names}
            onMended={onMended}
            onShow={() => show(each)}
          />
        ))}
      </ul>
    </section>
  );
}
