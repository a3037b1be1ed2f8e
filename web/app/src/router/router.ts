import { signal } from "@preact/signals";

/** Where the app is: path, search and what follows the "#". */
export interface Place {
  readonly path: string;
  readonly search: string;
  readonly hash: string;
}

const here = (): Place => ({
  path: location.pathname,
  search: location.search,
  hash: location.hash,
});

export const place = signal<Place>({ path: "/", search: "", hash: "" });

/** Asked before a move; false keeps the reader where they are. */
type Guard = () => boolean;
const guards = new Set<Guard>();

/** Has `guard` asked before each move, until the returned function is called. */
export function guard(asked: Guard): () => void {
  guards.add(asked);
  return () => guards.delete(asked);
}

const mayLeave = () => [...guards].every((each) => each());

/** Goes to a place of the app. "replace" leaves no step to go back to. */
export function go(href: string, how: "push" | "replace" = "push"): void {
  const isMove = new URL(href, location.href).pathname !== place.value.path;
  if (isMove && !mayLeave()) return;
  if (how === "push") history.replaceState({ scroll: scrollY }, "");
  history[how === "push" ? "pushState" : "replaceState"](null, "", href);
  place.value = here();
  if (isMove) scrollTo(0, 0);
}

/** Goes a step back where the app was opened before this place, else to `otherwise`. */
export function back(otherwise: string): void {
  if (history.length > 1 && history.state !== "first") history.back();
  else go(otherwise, "replace");
}

function isOurs(link: HTMLAnchorElement, event: MouseEvent): boolean {
  return (
    event.button === 0 &&
    !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) &&
    !event.defaultPrevented &&
    link.origin === location.origin &&
    link.target === "" &&
    !link.hasAttribute("download")
  );
}

/** Lets real links move within the app. Called once. */
export function startRouter(): void {
  place.value = here();
  if (history.state === null) history.replaceState("first", "");
  addEventListener("popstate", (event) => {
    place.value = here();
    const scroll: unknown = event.state?.scroll;
    if (typeof scroll === "number") requestAnimationFrame(() => scrollTo(0, scroll));
  });
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (link?.href && isOurs(link, event)) {
      event.preventDefault();
      go(link.pathname + link.search + link.hash);
    }
  });
}
