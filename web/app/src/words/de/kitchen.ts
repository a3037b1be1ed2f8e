import type { kitchen } from "../en/kitchen.ts";
import type { Translation } from "../say.ts";

export default {
  title: "Küchenblatt",
  back: "Gäste",
  sub: { one: "{count} Gedeck · Stand {time}", other: "{count} Gedecke · Stand {time}" },
  children: { one: "{count} Kind", other: "{count} Kinder" },
  meals: "Essen",
  diets: "Kost",
  allergies: "Allergien",
  none: "Nichts vermerkt.",
  noMeal: "noch nicht gewählt",
  perTable: "Nach Tischen",
  noTable: "Noch kein Tisch",
  tableCovers: { one: "{count} Gedeck", other: "{count} Gedecke" },
  nothingSpecial: "nichts Besonderes",
  print: "Drucken",
} satisfies Translation<typeof kitchen.en>;
