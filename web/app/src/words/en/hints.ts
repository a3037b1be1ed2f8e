import { part } from "../say.ts";

/** What is said before an edit that others may be making, too. */
export const hints = part("hints", {
  somebody: "Somebody",
  held: "{name} has taken this for now.",
  heldFor: "{name} has taken this for {left} at most.",
  workAreaFor: "{name} looks after this for {left} more.",
  workArea: "{name} looks after this for now.",
  editingNow: "{name} is editing this.",
  lookingNow: "{name} has this open.",
  outOfReach: "This tablet is out of reach of the team.",
  outOfReachSince: "This tablet is out of reach and knows what the team did until {time}.",
  away: "{name} worked on this and is out of reach.",
  awaySince: "{name} changed this {when} and is out of reach.",
  someoneAway: "{name} is out of reach and may be changing this.",
  touched: "{name} changed this lately.",
  touchedSince: "{name} changed this {when}.",
  oftenShared: "Several of you often change this.",
  waitForReach: "Better: change it when the network is back.",
  waitForPerson: "Better: wait until {name} is back in reach.",
  ask: "Better: ask {name} first.",
  workElsewhere: "Better: begin with something else.",
  takeOver: "Better: take it over, so that {name} knows.",
  goOn: "You can go on all the same: nothing is lost.",
});
