import { type Mark, marksOf } from "../../data/diets.ts";
import type { Guest } from "../../data/guests.ts";
import { Icon } from "../../parts/Icon.tsx";
import { seating as say } from "../../words/en/seating.ts";

/** What a mark stands for, in words. */
export function markName(mark: Mark): string {
  const name = mark.name ? say(`diet_${mark.name}`) : mark.typed;
  return mark.isAllergy ? say("allergy", { name }) : name;
}

/** What to know about a guest at the table, in words. */
export function needsOf(guest: Guest): string {
  return [
    ...(guest.needsWheelchair ? [say("stepFree")] : []),
    ...marksOf(guest).map(markName),
    ...(guest.isChild ? [say("child")] : []),
  ].join(", ");
}

/** The same as short tags. */
export function Tags({ guest }: { readonly guest: Guest }) {
  const marks = marksOf(guest);
  if (marks.length === 0 && !guest.needsWheelchair && !guest.isChild) return null;
  return (
    <span class="tags">
      {guest.needsWheelchair && (
        <span class="tag" title={say("stepFree")}>
          <Icon name="accessibility" small />
          <span class="vh">{say("stepFree")}</span>
        </span>
      )}
      {marks.map((mark) => (
        <span
          key={`${mark.typed} ${mark.isAllergy}`}
          class={mark.isAllergy ? "tag warn" : "tag"}
          title={markName(mark)}
        >
          <span aria-hidden="true">{mark.letters}</span>
          <span class="vh">{markName(mark)}</span>
        </span>
      ))}
      {guest.isChild && (
        <span class="tag" title={say("child")}>
          <Icon name="baby" small />
          <span class="vh">{say("child")}</span>
        </span>
      )}
    </span>
  );
}
