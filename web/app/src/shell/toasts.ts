import { signal } from "@preact/signals";

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly kind: "done" | "bad";
  readonly action?: { readonly label: string; readonly run: () => void };
}

export const toasts = signal<readonly Toast[]>([]);

const shownMs = 10_000;
let next = 0;

/** Shows a line at the foot for ten seconds; the one before goes. Something bad stays until closed. */
export function toast(
  text: string,
  options: { kind?: Toast["kind"]; action?: Toast["action"] } = {},
) {
  const id = ++next;
  const kind = options.kind ?? "done";
  const others = toasts.value.filter((each) => each.kind === "bad" && each.text !== text);
  toasts.value = [...others, { id, text, kind, ...(options.action && { action: options.action }) }];
  if (kind === "done") setTimeout(() => dismiss(id), shownMs);
  return id;
}

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((each) => each.id !== id);
}
