import type { charts } from "../en/charts.ts";
import type { Translation } from "../say.ts";

export default {
  usage: "Comment les tablettes servent",
  edits: "Modifications",
  devices: "Tablettes",
  sessions: "Visites",
  half: "La moitié des visites ont duré {time} ou plus.",
  day: "Jour",
  pickDay: "Jour à lire",
  asTable: "En tableau",
  missing: "Sans les derniers chiffres de {names}",
  booked: "Réservations après une campagne",
  campaign: "Campagne",
  people: "Personnes",
} satisfies Translation<typeof charts.en>;
