import type { print } from "../en/print.ts";
import type { Translation } from "../say.ts";

export default {
  asOf: "Stand {time}, {device}",
  version: "Fassung {version}",
  notShared: {
    one: "{count} Änderung dieses Tablets ist noch nicht geteilt",
    other: "{count} Änderungen dieses Tablets sind noch nicht geteilt",
  },
} satisfies Translation<typeof print.en>;
