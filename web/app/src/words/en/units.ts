import { part } from "../say.ts";

/** How long something takes. */
export const units = part("units", {
  min: "{min} min",
  hours: "{hours} h",
  both: "{hours} h {min} min",
});
