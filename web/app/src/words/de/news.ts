import type { news } from "../en/news.ts";
import type { Translation } from "../say.ts";

export default {
  label: "Vom Team",
  interested: "Das interessiert mich",
  notNow: "Jetzt nicht",
  thanks: "Danke, das Team weiß Bescheid",
} satisfies Translation<typeof news.en>;
