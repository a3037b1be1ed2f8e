import type { kitchen } from "../en/kitchen.ts";
import type { Translation } from "../say.ts";

export default {
  title: "Hoja de cocina",
  back: "Invitados",
  sub: { one: "{count} cubierto · a las {time}", other: "{count} cubiertos · a las {time}" },
  children: { one: "{count} niño", other: "{count} niños" },
  meals: "Platos",
  diets: "Dietas",
  allergies: "Alergias",
  none: "Nada anotado.",
  noMeal: "sin elegir aún",
  perTable: "Por mesa",
  noTable: "Aún sin mesa",
  tableCovers: { one: "{count} cubierto", other: "{count} cubiertos" },
  nothingSpecial: "nada especial",
  print: "Imprimir",
} satisfies Translation<typeof kitchen.en>;
