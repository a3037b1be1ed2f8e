import type { hints } from "../en/hints.ts";
import type { Translation } from "../say.ts";

export default {
  somebody: "Alguien",
  held: "{name} lo ha tomado por ahora.",
  heldFor: "{name} lo ha tomado por {left} como mucho.",
  workAreaFor: "{name} se ocupa de esto {left} más.",
  workArea: "{name} se ocupa de esto por ahora.",
  editingNow: "{name} lo está cambiando.",
  lookingNow: "{name} lo tiene abierto.",
  outOfReach: "Esta tableta está fuera del alcance del equipo.",
  outOfReachSince: "Esta tableta está fuera de alcance y sabe lo que hizo el equipo hasta {time}.",
  away: "{name} trabajó en esto y está fuera de alcance.",
  awaySince: "{name} lo cambió {when} y está fuera de alcance.",
  someoneAway: "{name} está fuera de alcance y quizá lo esté cambiando.",
  touched: "{name} lo cambió hace poco.",
  touchedSince: "{name} lo cambió {when}.",
  oftenShared: "Varios de ustedes lo cambian a menudo.",
  waitForReach: "Mejor: cambiarlo cuando vuelva la red.",
  waitForPerson: "Mejor: esperar a que {name} esté al alcance.",
  ask: "Mejor: preguntar antes a {name}.",
  workElsewhere: "Mejor: empezar por otra cosa.",
  takeOver: "Mejor: hacerse cargo, para que {name} lo sepa.",
  goOn: "Puede seguir igualmente: no se pierde nada.",
} satisfies Translation<typeof hints.en>;
