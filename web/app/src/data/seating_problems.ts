import type { Guest } from "./guests.ts";
import { isFree, type Place, type Room, type Setting, type Table } from "./seating.ts";

/** Something a person may do about a problem. */
export type Way =
  | { readonly kind: "move"; readonly guest: Guest; readonly to: Setting; readonly place: Place }
  | { readonly kind: "addPlace"; readonly table: Table; readonly capacity: number }
  | { readonly kind: "unseat"; readonly guest: Guest };

/** Something about the plan that somebody has to see to. */
export type Problem =
  | {
      readonly kind: "over";
      readonly setting: Setting;
      readonly over: number;
      readonly ways: readonly Way[];
    }
  | {
      readonly kind: "twice";
      readonly setting: Setting;
      readonly place: Place;
      readonly ways: readonly Way[];
    }
  | {
      readonly kind: "blocked" | "stepFree" | "declined";
      readonly setting: Setting;
      readonly guest: Guest;
      readonly ways: readonly Way[];
    };

const waysMax = 4;

const distance = (a: Table, b: Table): number =>
  Math.hypot((a.x ?? 0) - (b.x ?? 0), (a.y ?? 0) - (b.y ?? 0));

/** Tables that take somebody more, the nearest first. */
function tablesBeside(room: Room, from: Setting): readonly Setting[] {
  return room.settings
    .filter(
      (each) =>
        each !== from && !each.table.isLocked && each.seated < each.capacity && freeAt(each),
    )
    .sort((a, b) => distance(a.table, from.table) - distance(b.table, from.table));
}

const freeAt = (setting: Setting): Place | undefined =>
  setting.places.find((place) => isFree(place) && place.seat?.kind !== "wheelchair") ??
  setting.places.find(isFree);

function move(guest: Guest, to: Setting | undefined): Way[] {
  const place = to && freeAt(to);
  return to && place ? [{ kind: "move", guest, to, place }] : [];
}

/** Who would move: those who sit at no seat of the table first, nobody who needs a place without steps. */
function movable(setting: Setting): readonly Guest[] {
  const seats = new Set(setting.places.map((place) => place.seat?.record));
  const loose = (guest: Guest) => guest.seat === null || !seats.has(guest.seat);
  return setting.guests
    .filter((guest) => !guest.needsWheelchair)
    .sort((a, b) => Number(loose(b)) - Number(loose(a)) || a.plusOnes - b.plusOnes);
}

function overOf(room: Room, setting: Setting): Problem[] {
  const over = setting.seated - setting.capacity;
  if (over <= 0) return [];
  const beside = tablesBeside(room, setting);
  const guests = movable(setting);
  const moves = beside
    .slice(0, 2)
    .flatMap((to) => guests.slice(0, 1).flatMap((each) => move(each, to)));
  const second = guests[1] ? move(guests[1], beside[0]) : [];
  const grow: Way = { kind: "addPlace", table: setting.table, capacity: setting.seated };
  return [{ kind: "over", setting, over, ways: [...moves, ...second, grow].slice(0, waysMax) }];
}

function placeProblems(room: Room, setting: Setting): Problem[] {
  const beside = tablesBeside(room, setting)[0];
  return setting.places.flatMap((place): Problem[] => {
    const [first] = place.guests;
    if (place.guests.length > 1) {
      const ways = place.guests
        .slice(0, 3)
        .flatMap((guest) => move(guest, freeAt(setting) ? setting : beside));
      return [{ kind: "twice", setting, place, ways }];
    }
    if (first && place.seat?.isBlocked) {
      const ways = move(first, freeAt(setting) ? setting : beside);
      return [{ kind: "blocked", setting, guest: first, ways }];
    }
    return [];
  });
}

/** Guests who need a place without steps, sit elsewhere, and could have one at their own table. */
function stepFreeOf(setting: Setting): Problem[] {
  const free = setting.places.filter((place) => place.seat?.kind === "wheelchair" && isFree(place));
  const waiting = setting.places
    .filter((place) => place.seat?.kind !== "wheelchair")
    .flatMap((place) => place.guests)
    .filter((guest) => guest.needsWheelchair);
  return waiting.slice(0, free.length).flatMap((guest, at): Problem[] => {
    const place = free[at];
    const ways: Way[] = place ? [{ kind: "move", guest, to: setting, place }] : [];
    return [{ kind: "stepFree", setting, guest, ways }];
  });
}

/** Everything that somebody has to see to, the most pressing first. */
export function problemsOf(room: Room): readonly Problem[] {
  const at = (guest: Guest) => room.settings.find((each) => each.table.record === guest.table);
  return [
    ...room.settings.flatMap((each) => placeProblems(room, each)),
    ...room.settings.flatMap((each) => overOf(room, each)),
    ...room.settings.flatMap(stepFreeOf),
    ...room.declined.flatMap((guest): Problem[] => {
      const setting = at(guest);
      const ways: Way[] = [{ kind: "unseat", guest }];
      return setting ? [{ kind: "declined", setting, guest, ways }] : [];
    }),
  ];
}
