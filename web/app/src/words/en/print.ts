import { part } from "../say.ts";

/** What printed pages say at their foot. */
export const print = part("print", {
  asOf: "as of {time}, {device}",
  version: "version {version}",
  notShared: {
    one: "{count} change of this tablet is not shared yet",
    other: "{count} changes of this tablet are not shared yet",
  },
});
