/** The little of IndexedDB that is used here, as promises. */
export function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Resolved when the transaction is committed. */
export function committed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () =>
      reject(transaction.error ?? new DOMException("the transaction was given up", "AbortError"));
  });
}

export function openDatabase(name: string, stores: readonly string[]): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => {
    for (const store of stores) request.result.createObjectStore(store);
  };
  return answered(request);
}

export async function deleteDatabase(name: string): Promise<void> {
  await answered(indexedDB.deleteDatabase(name));
}

/** Names of databases here that begin so; none where a browser does not tell. */
export async function databasesWith(prefix: string): Promise<string[]> {
  if (typeof indexedDB === "undefined" || !indexedDB.databases) return [];
  const all = await indexedDB.databases();
  return all.flatMap(({ name }) => (name?.startsWith(prefix) ? [name] : []));
}

/** A transaction that is on the disk when it is answered, where a browser can be asked for that. */
export function strictly(database: IDBDatabase, stores: readonly string[]): IDBTransaction {
  return database.transaction([...stores], "readwrite", { durability: "strict" });
}
