import type { news } from "../en/news.ts";
import type { Translation } from "../say.ts";

export default {
  label: "De la part de l’équipe",
  interested: "Cela m’intéresse",
  notNow: "Pas maintenant",
  thanks: "Merci, l’équipe est au courant",
} satisfies Translation<typeof news.en>;
