// `files` on an origin-private file system, as small as a test needs it: the names of one opening.
export async function openOpfs(path) {
  const root = await navigator.storage.getDirectory();
  const names = [path, `${path}-wal`, `${path}-journal`];
  const handles = [];
  for (const name of names) {
    const file = await root.getFileHandle(name, { create: true });
    handles.push(await file.createSyncAccessHandle());
  }
  return {
    open: (name) => names.indexOf(name),
    close: () => {},
    read: (handle, into, at) => handles[handle].read(into, { at }),
    write: (handle, from, at) => handles[handle].write(from, { at }),
    truncate: (handle, size) => (handles[handle].truncate(size), true),
    size: (handle) => handles[handle].getSize(),
    flush: (handle) => (handles[handle].flush(), true),
    remove: (name) => handles[names.indexOf(name)].truncate(0),
    exists: (name) => names.includes(name) && handles[names.indexOf(name)].getSize() > 0,
  };
}
