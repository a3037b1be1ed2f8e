import { computed } from "@preact/signals";
import type { ScopeId } from "@wedsync/client";
import { match, type Params } from "../router/match.ts";
import { place } from "../router/router.ts";
import { type Screen, screens } from "../screens/index.ts";

/** The screen of an address, with its parameters. */
export function screenAt(
  path: string,
): { readonly screen: Screen; readonly params: Params } | null {
  for (const screen of screens) {
    const params = match(screen.path, path);
    if (params) return { screen, params };
  }
  return null;
}

export const current = computed(() => screenAt(place.value.path));

const key = "wedsync.wedding";

/** The wedding of the address; null on screens of all weddings. */
export const scopeHere = computed<ScopeId | null>(() => current.value?.params.scope ?? null);

/** Remembers the wedding that was looked at last, for the links of the rail. */
export function rememberScope(scope: ScopeId): void {
  localStorage.setItem(key, scope);
}

/** The wedding that links of the rail lead to: the one here, the last one, else the first there is. */
export function scopeToGo(held: readonly { readonly scope: ScopeId }[]): ScopeId | null {
  const wanted = scopeHere.value ?? localStorage.getItem(key);
  const found = held.find((each) => each.scope === wanted);
  return (found ?? held[0])?.scope ?? null;
}
