import { signal } from "@preact/signals";
import { useEffect, useId } from "preact/hooks";
import { guard } from "../router/router.ts";
import { shell } from "../words/en/shell.ts";

const dirty = signal<ReadonlySet<string>>(new Set());

/** Changes on their way into the store of this device. */
const saving = signal(0);

/** Whether anything is not saved: no update is taken then. */
export const isDirty = () => dirty.value.size > 0 || saving.value > 0;

/** Counts as unsaved as long as `work` takes. */
export async function whileSaving<T>(work: Promise<T>): Promise<T> {
  saving.value = saving.peek() + 1;
  try {
    return await work;
  } finally {
    saving.value = saving.peek() - 1;
  }
}

function mark(id: string, isOn: boolean): void {
  const next = new Set(dirty.peek());
  if (isOn) next.add(id);
  else next.delete(id);
  dirty.value = next;
}

/** Says whether this form holds something unsaved; leaving it then asks first. */
export function useDirty(isOn: boolean): void {
  const id = useId();
  useEffect(() => {
    if (!isOn) return;
    mark(id, true);
    const stay = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", stay);
    const release = guard(() => confirm(shell("leaveForm")));
    return () => {
      mark(id, false);
      removeEventListener("beforeunload", stay);
      release();
    };
  }, [id, isOn]);
}
