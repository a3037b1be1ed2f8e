import type { units } from "../en/units.ts";
import type { Translation } from "../say.ts";

export default {
  min: "{min} min",
  hours: "{hours} h",
  both: "{hours} h {min} min",
} satisfies Translation<typeof units.en>;
