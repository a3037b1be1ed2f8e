import type { Durability } from "./contender.ts";

let last: IDBTransaction | null = null;

/** From now on every transaction of IndexedDB that writes asks for this durability. */
export function demand(durability: Durability): void {
  const { transaction } = IDBDatabase.prototype;
  IDBDatabase.prototype.transaction = function (stores, mode, options) {
    last = transaction.call(this, stores, mode, { ...options, durability });
    return last;
  };
}

/** Resolved when the transaction that was begun last is complete. */
export function completed(): Promise<void> {
  const begun = last;
  if (!begun) throw new Error("no transaction was begun");
  return new Promise((resolve, reject) => {
    begun.addEventListener("complete", () => resolve());
    begun.addEventListener("abort", () => reject(begun.error ?? new Error("aborted")));
  });
}
