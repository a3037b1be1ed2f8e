import { part } from "../say.ts";

/** Why something was settled without asking anybody. */
export const reasons = part("reasons", {
  edits_apart: "Both changes to **{what}** were put together",
  same_words: "**{what}**: the same words, typed in another way",
  likely_choice:
    "**{what}** was settled by itself, as your team would likely choose ({share} sure)",
  unknown: "**{what}** was settled by itself",
});
