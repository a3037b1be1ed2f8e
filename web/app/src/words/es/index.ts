import type { Entries } from "../say.ts";

const files = import.meta.glob<Entries>(["./*.ts", "!./index.ts"], {
  eager: true,
  import: "default",
});

/** The texts by part, which is the name of the file. */
export const texts: Readonly<Record<string, Entries>> = Object.fromEntries(
  Object.entries(files).map(([path, entries]) => [path.slice(2, -3), entries]),
);
