import { part } from "../say.ts";

export const kitchen = part("kitchen", {
  title: "Kitchen sheet",
  back: "Guests",
  sub: { one: "{count} cover · as of {time}", other: "{count} covers · as of {time}" },
  children: { one: "{count} child", other: "{count} children" },
  meals: "Meals",
  diets: "Diets",
  allergies: "Allergies",
  none: "None noted.",
  noMeal: "not chosen yet",
  perTable: "By table",
  noTable: "No table yet",
  tableCovers: { one: "{count} cover", other: "{count} covers" },
  nothingSpecial: "nothing special",
  print: "Print",
});
