import type { reasons } from "../en/reasons.ts";
import type { Translation } from "../say.ts";

export default {
  edits_apart: "جُمع التغييران على **{what}** معًا",
  same_words: "**{what}**: الكلمات نفسها، مكتوبة بطريقة أخرى",
  likely_choice: "حُسم **{what}** تلقائيًا كما يُرجَّح أن يختار فريقكم (بثقة {share})",
  unknown: "حُسم **{what}** تلقائيًا",
} satisfies Translation<typeof reasons.en>;
