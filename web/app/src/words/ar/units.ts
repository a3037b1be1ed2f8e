import type { units } from "../en/units.ts";
import type { Translation } from "../say.ts";

export default {
  min: "{min} د",
  hours: "{hours} س",
  both: "{hours} س {min} د",
} satisfies Translation<typeof units.en>;
