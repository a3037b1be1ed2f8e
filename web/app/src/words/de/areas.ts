import type { areas } from "../en/areas.ts";
import type { Translation } from "../say.ts";

export default {
  title: "Wer sich worum kümmert",
  tables: "Tische {from}–{to}",
  vendors: "Alle Dienstleister",
  some: "Ein Teil davon",
  takeTables: "Tische für Stunden übernehmen",
  takeVendors: "Dienstleister für Stunden übernehmen",
  from: "Von Tisch",
  to: "Bis Tisch",
  noNumbers: "Bitte zwei Zahlen.",
  howLong: "Für wie lange",
  take: "Übernehmen",
  help: "Alle sehen, dass Sie sich darum kümmern. Niemand wird gehindert, dort etwas zu ändern.",
  for: "noch {left}",
  heldBefore: "höchstens noch {left}, wie zuletzt gehört",
  alone: "noch {left}; ohne Netz weiß es nur dieses Tablet",
  waiting: "wartet, bis es frei ist",
  waitingOwn: "jemand hat einen Teil davon; Sie sind als Nächstes dran",
  taken: "{name} hat es übernommen",
  refused: "das können Sie nicht übernehmen, oder es ist zu viel auf einmal",
  giveBack: "Fertig damit",
  giveBackOf: "Fertig mit {what}",
  takeOver: "Übernehmen",
  takeOverOf: "{what} von {name} übernehmen",
  caredFor: "{name} kümmert sich noch {left} um {what}. Fragen Sie erst, oder machen Sie weiter.",
} satisfies Translation<typeof areas.en>;
