import type { print } from "../en/print.ts";
import type { Translation } from "../say.ts";

export default {
  asOf: "état du {time}, {device}",
  version: "version {version}",
  notShared: {
    one: "{count} changement de cette tablette n’est pas encore partagé",
    other: "{count} changements de cette tablette ne sont pas encore partagés",
  },
} satisfies Translation<typeof print.en>;
