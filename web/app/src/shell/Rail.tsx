import { useClient } from "../data/client.ts";
import { useWeddings } from "../data/events.ts";
import { Avatar } from "../parts/Avatar.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Menu } from "../parts/Menu.tsx";
import { paths } from "../router/paths.ts";
import { type NavEntry, navigation } from "../screens/index.ts";
import { shell } from "../words/en/shell.ts";
import { current, scopeToGo } from "./where.ts";

/** The way about: at the side of wide screens, at the foot of narrow ones. */
export function Rail() {
  const client = useClient();
  const scope = scopeToGo(useWeddings());
  const section = current.value?.screen.section;
  const name = client.identity.value?.person ?? "";
  const link = (entry: NavEntry, isInMenu: boolean) => {
    const href = entry.href(scope);
    if (href === null) return null;
    const isHere = entry.section === section;
    return (
      <a
        key={entry.section}
        href={href}
        {...(isHere && { "aria-current": isInMenu ? "true" : "page" })}
        {...(!isInMenu && !entry.isFirst && { class: "later" })}
      >
        <Icon name={entry.icon} />
        {shell(entry.label)}
      </a>
    );
  };
  const later = navigation.filter((entry) => !entry.isFirst);
  return (
    <nav class="rail" aria-label={shell("mainNav")}>
      {navigation.filter((entry) => !entry.isHidden).map((entry) => link(entry, false))}
      {later.length > 0 && (
        <Menu
          openerClass={later.some((entry) => entry.section === section) ? "more is-here" : "more"}
          opener={
            <>
              <Icon name="ellipsis" />
              {shell("more")}
            </>
          }
        >
          {later.map((entry) => link(entry, true))}
        </Menu>
      )}
      {name !== "" && (
        <a class="me" href={paths.settings} title={name}>
          <Avatar name={name} state="me" label={shell("whoYouAre", { name })} />
        </a>
      )}
    </nav>
  );
}
