import type { ScopeId } from "@wedsync/client";
import { type Guest, kitchenCount } from "../../data/guests.ts";
import { LinkButton } from "../../parts/Button.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { paths } from "../../router/paths.ts";
import { guests as say } from "../../words/en/guests.ts";
import { clock } from "../../words/format.ts";
import { isolated, number } from "../../words/say.ts";

interface KitchenStripProps {
  readonly scope: ScopeId;
  readonly guests: readonly Guest[];
  readonly nowMs: number;
}

const shownMax = 3;

/** What the kitchen asks for, in one line. */
export function KitchenStrip({ scope, guests, nowMs }: KitchenStripProps) {
  const { covers, meals, diets, allergies } = kitchenCount(guests);
  const figure = ([name, count]: readonly [string, number], words: string, isWarning: boolean) => (
    <span key={name} class={isWarning ? "figure warn-t" : "figure"}>
      <span class="num">{number(count)}</span>{" "}
      <small class={isWarning ? "warn-t" : ""}>{words}</small>
    </span>
  );
  return (
    <section class="kitchen tb" aria-label={say("kitchen")}>
      <span class="two">
        <h2>{say("kitchen")}</h2>
        <span class="xs">
          {say("covers", { count: covers })} · {say("asOf", { time: clock(nowMs) })}
        </span>
      </span>
      {meals
        .slice(0, shownMax)
        .map((each) => figure(each, each[0] ? isolated(each[0]) : say("noMeal"), false))}
      <i class="rule" />
      {diets.slice(0, shownMax - 1).map((each) => figure(each, isolated(each[0]), false))}
      {allergies.slice(0, 1).map((each) => figure(each, say("allergy", { what: each[0] }), true))}
      <LinkButton href={paths.kitchen(scope)}>
        <Icon name="chef-hat" />
        {say("kitchenSheet")}
      </LinkButton>
    </section>
  );
}
