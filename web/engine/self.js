// Before wedsync.mjs: it is made for a worker, and runs in Node too (there with `wasmBinary`).
const self = globalThis.self ?? { location: { href: import.meta.url } };
