import type { NoListError } from "../../data/import/csv.ts";
import type { RowError } from "../../data/import/guests.ts";
import { importing as say } from "../../words/en/importing.ts";

/** Why a file is no list. */
export function fileProblemWords({ problem, line }: NoListError): string {
  switch (problem) {
    case "tooLarge":
    case "noText":
    case "empty":
    case "noNames":
      return say(`f_${problem}`);
    case "tooManyRows":
      return say("f_tooMany");
    default:
      return say("f_broken", { line });
  }
}

/** Why a row, or a cell of it, could not be taken. */
export function rowProblemWords({ problem, about }: RowError): string {
  if (problem === "uncounted" || problem === "sameId") return say(`e_${problem}`, { about });
  return say(`e_${problem}`);
}
