import type { reasons } from "../en/reasons.ts";
import type { Translation } from "../say.ts";

export default {
  edits_apart: "Los dos cambios de **{what}** se han unido",
  same_words: "**{what}**: las mismas palabras, escritas de otra forma",
  likely_choice:
    "**{what}** se resolvió solo, como seguramente elegiría su equipo (seguro al {share})",
  unknown: "**{what}** se resolvió solo",
} satisfies Translation<typeof reasons.en>;
