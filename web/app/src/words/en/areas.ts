import { part } from "../say.ts";

/** Who looks after what for some hours. */
export const areas = part("areas", {
  title: "Who looks after what",
  tables: "Tables {from}–{to}",
  vendors: "All suppliers",
  some: "Part of it",
  takeTables: "Take tables for some hours",
  takeVendors: "Take the suppliers for some hours",
  from: "From table",
  to: "To table",
  noNumbers: "Two numbers, please.",
  howLong: "For how long",
  take: "Take it",
  help: "Everybody sees that you look after it. Nobody is stopped from changing something there.",
  for: "for {left} more",
  heldBefore: "{left} more at most, as last heard",
  alone: "for {left} more; no network, so only this tablet knows",
  waiting: "waits until it is free",
  waitingOwn: "somebody has part of it; you are next",
  taken: "{name} has taken it over",
  refused: "this is not yours to take, or it is too much at once",
  giveBack: "Done with it",
  giveBackOf: "Done with {what}",
  takeOver: "Take over",
  takeOverOf: "Take over {what} from {name}",
  caredFor: "{name} looks after {what} for {left} more. Ask first, or go on.",
});
