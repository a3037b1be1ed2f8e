import type { print } from "../en/print.ts";
import type { Translation } from "../say.ts";

export default {
  asOf: "a {time}, {device}",
  version: "versión {version}",
  notShared: {
    one: "{count} cambio de esta tableta aún no se compartió",
    other: "{count} cambios de esta tableta aún no se compartieron",
  },
} satisfies Translation<typeof print.en>;
