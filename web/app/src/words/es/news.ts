import type { news } from "../en/news.ts";
import type { Translation } from "../say.ts";

export default {
  label: "Del equipo",
  interested: "Me interesa",
  notNow: "Ahora no",
  thanks: "Gracias, el equipo ya lo sabe",
} satisfies Translation<typeof news.en>;
