import type { reasons } from "../en/reasons.ts";
import type { Translation } from "../say.ts";

export default {
  edits_apart: "Les deux changements de **{what}** ont été réunis",
  same_words: "**{what}** : les mêmes mots, tapés autrement",
  likely_choice:
    "**{what}** a été réglé tout seul, comme votre équipe choisirait sans doute (sûr à {share})",
  unknown: "**{what}** a été réglé tout seul",
} satisfies Translation<typeof reasons.en>;
