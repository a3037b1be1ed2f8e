import type { hints } from "../en/hints.ts";
import type { Translation } from "../say.ts";

export default {
  somebody: "Jemand",
  held: "{name} hat sich das gerade genommen.",
  heldFor: "{name} hat sich das für höchstens {left} genommen.",
  workAreaFor: "{name} kümmert sich noch {left} darum.",
  workArea: "{name} kümmert sich gerade darum.",
  editingNow: "{name} bearbeitet das.",
  lookingNow: "{name} hat das offen.",
  outOfReach: "Dieses Tablet ist außer Reichweite des Teams.",
  outOfReachSince:
    "Dieses Tablet ist außer Reichweite und weiß, was das Team bis {time} getan hat.",
  away: "{name} hat daran gearbeitet und ist außer Reichweite.",
  awaySince: "{name} hat das {when} geändert und ist außer Reichweite.",
  someoneAway: "{name} ist außer Reichweite und ändert es vielleicht.",
  touched: "{name} hat das vor Kurzem geändert.",
  touchedSince: "{name} hat das {when} geändert.",
  oftenShared: "Das ändern oft mehrere von Ihnen.",
  waitForReach: "Besser: ändern, wenn das Netz wieder da ist.",
  waitForPerson: "Besser: warten, bis {name} wieder erreichbar ist.",
  ask: "Besser: erst {name} fragen.",
  workElsewhere: "Besser: mit etwas anderem beginnen.",
  takeOver: "Besser: übernehmen, damit {name} es weiß.",
  goOn: "Sie können trotzdem weitermachen: Es geht nichts verloren.",
} satisfies Translation<typeof hints.en>;
