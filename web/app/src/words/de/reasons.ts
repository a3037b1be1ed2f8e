import type { reasons } from "../en/reasons.ts";
import type { Translation } from "../say.ts";

export default {
  edits_apart: "Beide Änderungen an **{what}** wurden zusammengefügt",
  same_words: "**{what}**: dieselben Wörter, nur anders getippt",
  likely_choice:
    "**{what}** wurde von selbst entschieden, wie Ihr Team wohl wählen würde ({share} sicher)",
  unknown: "**{what}** wurde von selbst entschieden",
} satisfies Translation<typeof reasons.en>;
