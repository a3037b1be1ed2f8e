import type { Client, Dot, ScopeId } from "@wedsync/client";

/** An import that was made on this device. */
export interface KeptImport {
  readonly scope: ScopeId;
  readonly file: string;
  readonly ms: number;
  readonly created: number;
  readonly changed: number;
  readonly dots: readonly Dot[];
  readonly isTakenBack: boolean;
}

const key = "wedsync.imports";
const keptMax = 30;

/** The imports of this device, the newest first. */
export function keptImports(): readonly KeptImport[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
    return Array.isArray(found) ? (found as KeptImport[]).filter((each) => each.dots) : [];
  } catch {
    return [];
  }
}

function write(imports: readonly KeptImport[]): void {
  try {
    localStorage.setItem(key, JSON.stringify(imports.slice(0, keptMax)));
  } catch {
    // It can be taken back as long as this screen is open, then.
  }
}

export function keepImport(made: KeptImport): void {
  write([made, ...keptImports()]);
}

/** The changes of all imports of this device into a wedding. */
export const importDots = (scope: ScopeId): ReadonlySet<Dot> =>
  new Set(keptImports().flatMap((each) => (each.scope === scope ? each.dots : [])));

/** Takes a whole import back, the last change first. How much stays because somebody wrote since. */
export async function takeBack(client: Client, made: KeptImport): Promise<number> {
  let left = 0;
  for (const dot of made.dots.toReversed()) {
    left += (await client.undo(made.scope, dot)).left.length;
  }
  write(
    keptImports().map((each) =>
      each.ms === made.ms && each.scope === made.scope ? { ...each, isTakenBack: true } : each,
    ),
  );
  return left;
}
