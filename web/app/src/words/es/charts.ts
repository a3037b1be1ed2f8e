import type { charts } from "../en/charts.ts";
import type { Translation } from "../say.ts";

export default {
  usage: "Cómo se usan las tabletas",
  edits: "Cambios",
  devices: "Tabletas",
  sessions: "Visitas",
  half: "La mitad de las visitas duró {time} o más.",
  day: "Día",
  pickDay: "Día que se lee",
  asTable: "Como tabla",
  missing: "Sin lo último de {names}",
  booked: "Reservas tras una campaña",
  campaign: "Campaña",
  people: "Personas",
} satisfies Translation<typeof charts.en>;
