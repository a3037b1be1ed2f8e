import { part } from "../say.ts";

/** A campaign, shown to the people of the team. */
export const news = part("news", {
  label: "From the team",
  interested: "I am interested",
  notNow: "Not now",
  thanks: "Thank you, the team knows",
});
