import type { units } from "../en/units.ts";
import type { Translation } from "../say.ts";

export default {
  min: "{min} Min.",
  hours: "{hours} Std.",
  both: "{hours} Std. {min} Min.",
} satisfies Translation<typeof units.en>;
