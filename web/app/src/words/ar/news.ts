import type { news } from "../en/news.ts";
import type { Translation } from "../say.ts";

export default {
  label: "من الفريق",
  interested: "يهمّني هذا",
  notNow: "ليس الآن",
  thanks: "شكرًا، الفريق على علم",
} satisfies Translation<typeof news.en>;
