/** What is delivered to a device with the app, and under which licence. */
export const licences: readonly (readonly [string, string])[] = [
  ["SQLite", "public domain"],
  ["Zstandard", "BSD-3-Clause"],
  ["Preact, @preact/signals", "MIT"],
  ["Workbox", "MIT"],
  ["Lucide", "ISC"],
  ["Inter", "OFL-1.1"],
  ["Fraunces", "OFL-1.1"],
];
