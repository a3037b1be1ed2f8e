import type { Guest } from "../../data/guests.ts";
import type { Room } from "../../data/seating.ts";
import { Icon } from "../../parts/Icon.tsx";
import { Menu } from "../../parts/Menu.tsx";
import { paths } from "../../router/paths.ts";
import { seating as say } from "../../words/en/seating.ts";
import type { Moves } from "./use_moves.ts";

interface GuestMenuProps {
  readonly guest: Guest;
  readonly room: Room;
  readonly moves: Moves;
}

/** Moves a guest without the plan: tables with room, and how much. */
export function GuestMenu({ guest, room, moves }: GuestMenuProps) {
  const targets = room.settings.filter(
    (each) =>
      each.table.record !== guest.table && !each.table.isLocked && each.seated < each.capacity,
  );
  return (
    <Menu
      openerClass="btn quiet icon"
      label={say("moveName", { name: guest.name })}
      opener={<Icon name="move" />}
    >
      <a href={paths.guest(guest.scope, guest.record)}>
        <Icon name="user" />
        {say("openGuest")}
      </a>
      {guest.table !== null && (
        <button type="button" onClick={() => void moves.takeAway(guest)}>
          <Icon name="undo-2" />
          {say("takeAway")}
        </button>
      )}
      {targets.map((each) => (
        <button
          type="button"
          key={each.table.record}
          onClick={() => void moves.put(guest, each, null)}
        >
          <Icon name="armchair" />
          <span class="grow two">
            <bdi>{each.table.label}</bdi>
            <small>{say("freeAt", { count: each.capacity - each.seated })}</small>
          </span>
        </button>
      ))}
    </Menu>
  );
}
