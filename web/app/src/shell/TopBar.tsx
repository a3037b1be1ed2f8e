import { useClient } from "../data/client.ts";
import { useWedding, useWeddings } from "../data/events.ts";
import { peopleOf } from "../data/presence.ts";
import { useToDecide } from "../data/to_decide.ts";
import { Avatar } from "../parts/Avatar.tsx";
import { IconButton } from "../parts/Button.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Menu } from "../parts/Menu.tsx";
import { match } from "../router/match.ts";
import { paths } from "../router/paths.ts";
import { place } from "../router/router.ts";
import { shell } from "../words/en/shell.ts";
import { StatusChip } from "./StatusChip.tsx";
import { scopeHere } from "./where.ts";

/** The same kind of screen of another wedding: its run sheet, its guests. */
function samePlace(scope: string): string {
  const here =
    match("/e/:scope/:kind", place.value.path) ??
    match("/e/:scope/:kind/:record", place.value.path);
  const kind = here?.kind === "tasks" ? "notes" : here?.kind;
  return kind ? `${paths.event(scope)}/${encodeURIComponent(kind)}` : paths.event(scope);
}

function Switcher() {
  const weddings = useWeddings();
  const scope = scopeHere.value;
  const wedding = useWedding(scope);
  return (
    <Menu
      openerClass="switch"
      opener={
        <>
          <span class="vh">{shell("switchWedding")}: </span>
          {wedding ? (
            <>
              <b>
                <bdi>{wedding.name}</bdi>
              </b>
              {wedding.hall && (
                <span class="long-words">
                  {" · "}
                  <bdi>{wedding.hall}</bdi>
                </span>
              )}
            </>
          ) : (
            <b>
              {weddings.length > 0
                ? shell("allWeddings", { count: weddings.length })
                : shell("appName")}
            </b>
          )}{" "}
          <Icon name="chevron-down" small />
        </>
      }
    >
      <a href={paths.today} {...(scope === null && { "aria-current": "true" })}>
        <Icon name="sun" />
        {shell("allWeddings", { count: weddings.length })}
      </a>
      {weddings.map((each) => (
        <a
          key={each.scope}
          href={samePlace(each.scope)}
          {...(each.scope === scope && { "aria-current": "true" })}
        >
          <span class="two">
            <bdi class="b">{each.name}</bdi>
            <small>
              <bdi>{each.hall}</bdi>
            </small>
          </span>
        </a>
      ))}
    </Menu>
  );
}

const shownPeople = 2;

function People() {
  const client = useClient();
  const people = peopleOf(client.present.value, scopeHere.value);
  const isOpen = client.status.value.connection === "open";
  const shown = people.filter((each) => each.isLive || !isOpen);
  if (shown.length === 0) return null;
  const more = shown.length - shownPeople;
  return (
    // biome-ignore lint/a11y/useSemanticElements: not a form
    <div class="avs tb" role="group" aria-label={shell(isOpen ? "alsoHere" : "hereWhenLastSeen")}>
      {shown.slice(0, shownPeople).map((each) => (
        <Avatar
          key={`${each.person} ${each.device}`}
          name={each.person || each.device}
          label={each.person || each.device}
          state={each.isLive ? "here" : "away"}
        />
      ))}
      {more > 0 && (
        <span
          class={isOpen ? "av" : "av away"}
          role="img"
          aria-label={shell("morePeople", { count: more })}
        >
          <bdi dir="ltr">+{more}</bdi>
        </span>
      )}
    </div>
  );
}

function DecideChip() {
  const count = useToDecide();
  if (count === 0) return null;
  return (
    <a class="chip warn" href={paths.decide}>
      <Icon name="split" />
      <span class="tb">{shell("decideCount", { count })}</span>
      <span class="ph" aria-hidden="true">
        {count}
      </span>
      <span class="ph vh">{shell("decideCount", { count })}</span>
    </a>
  );
}

export function TopBar({ onFind }: { readonly onFind: () => void }) {
  return (
    <header class="bar">
      <Switcher />
      <div class="bar-r">
        <People />
        <StatusChip />
        <DecideChip />
        <IconButton
          icon="search"
          label={shell("find")}
          aria-keyshortcuts="/ Control+K"
          onClick={onFind}
        />
      </div>
    </header>
  );
}
