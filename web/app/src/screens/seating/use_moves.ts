import type { Committed, Draft, RecordId } from "@wedsync/client";
import { useState } from "preact/hooks";
import { useClient } from "../../data/client.ts";
import type { Guest } from "../../data/guests.ts";
import { isFree, type Place, type Room, type Setting } from "../../data/seating.ts";
import { seatGuest, setLocked, swapGuests, unseatGuest } from "../../data/seating_moves.ts";
import { act, undo } from "../../shell/act.ts";
import { toast } from "../../shell/toasts.ts";
import { seating as say } from "../../words/en/seating.ts";

/** What can be done on the plan: who is held, and every way to put somebody somewhere. */
export function useMoves(room: Room) {
  const client = useClient();
  const [held, hold] = useState<RecordId | null>(null);
  const [said, tell] = useState("");
  const [done, setDone] = useState<readonly Committed[]>([]);

  const find = (record: RecordId | null): Guest | null => {
    if (record === null) return null;
    for (const list of [room.unseated, ...room.settings.map((each) => each.guests)]) {
      const found = list.find((each) => each.record === record);
      if (found) return found;
    }
    return null;
  };
  const hand = find(held);
  const settingAt = (guest: Guest): Setting | null =>
    room.settings.find((each) => each.table.record === guest.table) ?? null;

  const commit = async (draft: Draft, words: string) => {
    const made = await act(client, draft, words);
    if (made) {
      setDone((all) => [...all.slice(-19), made]);
      tell(words);
    }
    return made !== null;
  };

  /** Says so where the table, or the one the guest would leave, is locked. */
  const isLocked = (...settings: readonly (Setting | null)[]): boolean => {
    const locked = settings.find((each) => each?.table.isLocked);
    if (!locked) return false;
    const words = say("lockedText", { table: locked.table.label });
    toast(words);
    tell(words);
    return true;
  };

  const letGo = (isSaid = true) => {
    hold(null);
    if (isSaid) tell(say("letGoSaid"));
  };
  const pickUp = (guest: Guest) => {
    if (isLocked(settingAt(guest))) return;
    hold(guest.record);
    tell(say("pickedUp", { name: guest.name }));
  };
  const put = async (guest: Guest, setting: Setting, place: Place | null) => {
    if (isLocked(setting, settingAt(guest))) return;
    const to = place ?? setting.places.find(isFree) ?? null;
    if (to === null) {
      const words = say("full", { table: setting.table.label });
      toast(words);
      tell(words);
      return;
    }
    hold(null);
    const words = { name: guest.name, table: setting.table.label };
    await commit(
      seatGuest(guest, setting.table, to.seat),
      to.seat ? say("movedSeat", { ...words, number: to.number }) : say("moved", words),
    );
  };
  const swap = async (one: Guest, other: Guest) => {
    const [from, to] = [settingAt(one), settingAt(other)];
    if (!from || !to || isLocked(from, to)) return;
    const seatOf = (setting: Setting, guest: Guest) =>
      setting.places.find((each) => each.guests.includes(guest))?.seat ?? null;
    hold(null);
    await commit(
      swapGuests(
        { guest: one, table: from.table, seat: seatOf(from, one) },
        { guest: other, table: to.table, seat: seatOf(to, other) },
      ),
      say("swapped", { one: one.name, other: other.name }),
    );
  };
  const takeAway = async (guest: Guest) => {
    if (isLocked(settingAt(guest))) return;
    hold(null);
    await commit(unseatGuest(guest), say("unseated", { name: guest.name }));
  };
  const lock = (setting: Setting, isOn: boolean) =>
    commit(
      setLocked(setting.table, isOn),
      say(isOn ? "locked" : "unlocked", { table: setting.table.label }),
    );
  const undoLast = async () => {
    const last = done.at(-1);
    if (!last) return;
    setDone((all) => all.slice(0, -1));
    await undo(client, last);
  };
  return {
    hand,
    said,
    canUndo: done.length > 0,
    find,
    settingAt,
    pickUp,
    letGo,
    put,
    swap,
    takeAway,
    lock,
    undoLast,
  };
}

export type Moves = ReturnType<typeof useMoves>;
