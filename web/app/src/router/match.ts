export type Params = Readonly<Record<string, string>>;

/** The values of the pattern's `:names` where the path is of it, else null. A last piece with "?" may be missing. */
export function match(pattern: string, path: string): Params | null {
  if (pattern.endsWith("?")) {
    const short = pattern.slice(0, pattern.lastIndexOf("/"));
    return match(pattern.slice(0, -1), path) ?? match(short, path);
  }
  const wanted = pattern.split("/");
  const given = path.replace(/\/+$/, "").split("/");
  if (pattern === "/") return path === "/" ? {} : null;
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [at, piece] of wanted.entries()) {
    const value = given[at] ?? "";
    if (!piece.startsWith(":")) {
      if (piece !== value) return null;
      continue;
    }
    if (value === "") return null;
    try {
      params[piece.slice(1)] = decodeURIComponent(value);
    } catch {
      return null;
    }
  }
  return params;
}

/** The path of a pattern with its names filled in. */
export function fill(pattern: string, params: Params): string {
  return pattern.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
}
