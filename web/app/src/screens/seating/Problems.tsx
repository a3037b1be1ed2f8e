import { useState } from "preact/hooks";
import type { Problem, Way } from "../../data/seating_problems.ts";
import { Button } from "../../parts/Button.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { seating as say } from "../../words/en/seating.ts";
import type { Moves } from "./use_moves.ts";

function titleOf(problem: Problem): string {
  const table = problem.setting.table.label;
  switch (problem.kind) {
    case "over":
      return say("problemOver", { table, count: problem.over });
    case "twice":
      return say("problemTwice", { table, number: problem.place.number });
    case "blocked":
      return say("problemBlocked", { name: problem.guest.name });
    case "stepFree":
      return say("problemStepFree", { name: problem.guest.name });
    case "declined":
      return say("problemDeclined", { name: problem.guest.name });
  }
}

function textOf(problem: Problem): string {
  const table = problem.setting.table.label;
  switch (problem.kind) {
    case "over": {
      const way = problem.ways.find((each) => each.kind === "move");
      const { seated, capacity } = problem.setting;
      const counts = say("problemOverText", { guests: seated, places: capacity });
      return way ? `${counts} · ${say("beside", { table: way.to.table.label })}` : counts;
    }
    case "twice":
      return problem.place.guests.map((each) => each.name).join(", ");
    case "stepFree":
      return say("problemStepFreeText", { table });
    case "blocked":
    case "declined":
      return table;
  }
}

function wayName(way: Way): string {
  switch (way.kind) {
    case "move": {
      const words = { name: way.guest.name, table: way.to.table.label };
      return way.place.seat
        ? say("wayMoveSeat", { ...words, number: way.place.number })
        : say("wayMove", words);
    }
    case "addPlace":
      return say("wayAddPlace", { table: way.table.label, places: way.capacity });
    case "unseat":
      return say("wayUnseat", { name: way.guest.name });
  }
}

const keyOf = (problem: Problem): string => {
  const { kind, setting } = problem;
  const who = "guest" in problem ? problem.guest.record : "";
  const at = "place" in problem ? problem.place.number : "";
  return `${kind} ${setting.table.record} ${who} ${at}`;
};

interface ProblemsProps {
  readonly problems: readonly Problem[];
  readonly moves: Moves;
  readonly onShow: (problem: Problem) => void;
}

/** The first thing to see to, and behind it the others, each with its ways out. */
export function Problems({ problems, moves, onShow }: ProblemsProps) {
  const [isOpen, setOpen] = useState(false);
  const [first] = problems;
  if (!first) return null;
  return (
    <div class="row amiss-row">
      <Icon name="triangle-alert" class="warn-t" />
      <span class="grow two">
        <span class="b">{titleOf(first)}</span>
        <small>
          {problems.length > 1 ? say("allProblems", { count: problems.length }) : textOf(first)}
        </small>
      </span>
      <Button onClick={() => setOpen(true)}>{say("waysOut")}</Button>
      {isOpen && (
        <Dialog title={say("waysTitle")} onClose={() => setOpen(false)}>
          <ul class="ways">
            {problems.map((problem) => (
              <li key={keyOf(problem)}>
                <h3>{titleOf(problem)}</h3>
                <p class="s">{textOf(problem)}</p>
                <div class="actions">
                  {problem.ways.map((way) => (
                    <Button
                      key={wayName(way)}
                      onClick={() => {
                        void moves.follow(way);
                        if (problems.length === 1) setOpen(false);
                      }}
                    >
                      <span>{wayName(way)}</span>
                    </Button>
                  ))}
                  <Button
                    look="quiet"
                    onClick={() => {
                      setOpen(false);
                      onShow(problem);
                    }}
                  >
                    {say("show")}
                  </Button>
                </div>
              </li>
            ))}
          </ul>
        </Dialog>
      )}
    </div>
  );
}
