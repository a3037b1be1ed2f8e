import type { Plugin } from "vite";

/** The letters of English, German, French and Spanish; those of Arabic are the system's own. */
const first = /(inter|fraunces)-latin-wght-normal-[\w-]+\.woff2$/;

/** Asks for the fonts of the first words with the page: text that is drawn without them is laid out twice. */
export function preloadFonts(): Plugin {
  return {
    name: "wedsync-preload-fonts",
    transformIndexHtml: {
      order: "post",
      handler: (_html, { bundle = {} }) =>
        Object.keys(bundle)
          .filter((name) => first.test(name))
          .map((name) => ({
            tag: "link",
            injectTo: "head" as const,
            attrs: {
              rel: "preload",
              as: "font",
              type: "font/woff2",
              href: `/${name}`,
              crossorigin: "",
            },
          })),
    },
  };
}
