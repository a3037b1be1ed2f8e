import type { kitchen } from "../en/kitchen.ts";
import type { Translation } from "../say.ts";

export default {
  title: "Fiche cuisine",
  back: "Invités",
  sub: { one: "{count} couvert · à {time}", other: "{count} couverts · à {time}" },
  children: { one: "{count} enfant", other: "{count} enfants" },
  meals: "Plats",
  diets: "Régimes",
  allergies: "Allergies",
  none: "Rien de noté.",
  noMeal: "pas encore choisi",
  perTable: "Par table",
  noTable: "Pas encore de table",
  tableCovers: { one: "{count} couvert", other: "{count} couverts" },
  nothingSpecial: "rien de particulier",
  print: "Imprimer",
} satisfies Translation<typeof kitchen.en>;
