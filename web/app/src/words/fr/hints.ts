import type { hints } from "../en/hints.ts";
import type { Translation } from "../say.ts";

export default {
  somebody: "Quelqu’un",
  held: "{name} s’en est chargé pour le moment.",
  heldFor: "{name} s’en est chargé pour {left} au plus.",
  workAreaFor: "{name} s’en occupe encore {left}.",
  workArea: "{name} s’en occupe pour le moment.",
  editingNow: "{name} est en train de le modifier.",
  lookingNow: "{name} l’a ouvert.",
  outOfReach: "Cette tablette est hors de portée de l’équipe.",
  outOfReachSince:
    "Cette tablette est hors de portée et sait ce que l’équipe a fait jusqu’à {time}.",
  away: "{name} y a travaillé et est hors de portée.",
  awaySince: "{name} l’a modifié {when} et est hors de portée.",
  someoneAway: "{name} est hors de portée et le modifie peut-être.",
  touched: "{name} l’a modifié récemment.",
  touchedSince: "{name} l’a modifié {when}.",
  oftenShared: "Plusieurs d’entre vous le modifient souvent.",
  waitForReach: "Mieux : le modifier quand le réseau sera revenu.",
  waitForPerson: "Mieux : attendre que {name} soit à portée.",
  ask: "Mieux : demander d’abord à {name}.",
  workElsewhere: "Mieux : commencer par autre chose.",
  takeOver: "Mieux : le reprendre, pour que {name} le sache.",
  goOn: "Vous pouvez continuer quand même : rien ne se perd.",
} satisfies Translation<typeof hints.en>;
