import type { charts } from "../en/charts.ts";
import type { Translation } from "../say.ts";

export default {
  usage: "Wie die Tablets benutzt werden",
  edits: "Änderungen",
  devices: "Tablets",
  sessions: "Besuche",
  half: "Die Hälfte der Besuche dauerte {time} oder länger.",
  day: "Tag",
  pickDay: "Tag zum Ablesen",
  asTable: "Als Tabelle",
  missing: "Ohne das Neueste von {names}",
  booked: "Nach einer Kampagne gebucht",
  campaign: "Kampagne",
  people: "Personen",
} satisfies Translation<typeof charts.en>;
