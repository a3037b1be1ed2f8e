import type { Dot } from "@wedsync/client";
import { useEffect, useState } from "preact/hooks";
import { useClient } from "../../data/client.ts";
import { toDefinition } from "../../data/form_definition.ts";
import { emptyDesign } from "../../data/form_design.ts";
import type { Definition } from "../../data/form_kinds.ts";
import type { OwnForm } from "../../data/forms.ts";

interface Kept {
  readonly definition: Definition;
  /** What the form was when this was begun: what is saved stands against that and nothing later. */
  readonly seen: readonly Dot[] | null;
}

const keyOf = (form: OwnForm | null) =>
  `wedsync.typed.${form ? `${form.scope}.${form.record}` : "new"}.design`;

function readKept(key: string): Kept | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? "null");
    if (typeof kept !== "object" || kept === null) return null;
    const { definition, seen } = kept as Kept;
    const read = toDefinition(JSON.stringify(definition));
    return read && { definition: read, seen: Array.isArray(seen) ? seen : null };
  } catch {
    return null;
  }
}

export interface Design {
  readonly definition: Definition;
  /** Something was changed that is not used yet. */
  readonly isChanged: boolean;
  readonly seen: readonly Dot[] | null;
  readonly change: (definition: Definition) => void;
  /** Back to how it is used; a new one begins anew. */
  readonly forget: () => void;
}

/** A form that is being made: kept on this tablet with every letter, and nobody else's until it is used. */
export function useDesign(form: OwnForm | null): Design {
  const client = useClient();
  const key = keyOf(form);
  const [kept, setKept] = useState<Kept | null>(() => readKept(key));
  const [fresh] = useState(emptyDesign);
  const [seen, setSeen] = useState<readonly Dot[] | null>(kept?.seen ?? null);
  useEffect(() => {
    if (form === null || kept !== null) return;
    let isWanted = true;
    client.get(form.scope, form.record).then(
      ({ dots }) => isWanted && setSeen(dots.definition ?? []),
      () => undefined,
    );
    return () => {
      isWanted = false;
    };
  }, [client, form?.scope, form?.record, form?.version, kept === null]);
  return {
    definition: kept?.definition ?? form?.definition ?? fresh,
    isChanged: kept !== null,
    seen,
    change: (definition) => {
      const next = { definition, seen };
      try {
        localStorage.setItem(key, JSON.stringify(next));
      } catch {
        // Full: it is still here, and the store says so when it is used.
      }
      setKept(next);
    },
    forget: () => {
      localStorage.removeItem(key);
      setKept(null);
    },
  };
}
