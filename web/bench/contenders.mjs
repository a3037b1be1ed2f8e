// Who takes part, and in which modes. What the modes are is said in README.md.

/** @type {{name: string, title: string, package: string | null, merges: boolean, modes: ("strict" | "relaxed")[]}[]} */
export const kContenders = [
  { name: "wedsync", title: "wedsync", package: null, merges: true, modes: ["strict"] },
  {
    name: "dexie",
    title: "Dexie",
    package: "dexie",
    merges: false,
    modes: ["strict", "relaxed"],
  },
  { name: "rxdb", title: "RxDB", package: "rxdb", merges: true, modes: ["strict", "relaxed"] },
  {
    name: "pouchdb",
    title: "PouchDB",
    package: "pouchdb-browser",
    merges: true,
    modes: ["strict", "relaxed"],
  },
  {
    name: "yjs",
    title: "y-indexeddb",
    package: "y-indexeddb",
    merges: true,
    modes: ["strict", "relaxed"],
  },
];
