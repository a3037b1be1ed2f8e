/** What `make` makes for a key, made once: formats and collators of a browser cost time to begin with. */
export function kept<T>(store: Map<string, T>, key: string, make: () => T): T {
  const found = store.get(key) ?? make();
  store.set(key, found);
  return found;
}
