// The JavaScript side of host.h, linked into wedsync.mjs. Whatever `files` throws stays here: an
// exception must not unwind through C.
mergeInto(LibraryManager.library, {
  $answered: function (ask) {
    try {
      return Number(ask(Module["files"]));
    } catch (error) {
      err("files: " + error);
      return error && error.name === "QuotaExceededError" ? -2 : -1;
    }
  },
  wedsync_files_open__deps: ["$answered"],
  wedsync_files_open: function (name, flags) {
    return answered((files) => files.open(UTF8ToString(name), flags));
  },
  wedsync_files_close__deps: ["$answered"],
  wedsync_files_close: function (handle) {
    return answered((files) => (files.close(handle), 1));
  },
  wedsync_files_read__deps: ["$answered"],
  wedsync_files_read: function (handle, into, size, at) {
    return answered((files) => files.read(handle, HEAPU8.subarray(into, into + size), at));
  },
  wedsync_files_write__deps: ["$answered"],
  wedsync_files_write: function (handle, from, size, at) {
    return answered((files) => files.write(handle, HEAPU8.subarray(from, from + size), at));
  },
  wedsync_files_truncate__deps: ["$answered"],
  wedsync_files_truncate: function (handle, size) {
    return answered((files) => files.truncate(handle, size) === true);
  },
  wedsync_files_size__deps: ["$answered"],
  wedsync_files_size: function (handle) {
    return answered((files) => files.size(handle));
  },
  wedsync_files_flush__deps: ["$answered"],
  wedsync_files_flush: function (handle) {
    return answered((files) => files.flush(handle) === true);
  },
  wedsync_files_remove__deps: ["$answered"],
  wedsync_files_remove: function (name) {
    return answered((files) => (files.remove(UTF8ToString(name)), 1));
  },
  wedsync_files_exists__deps: ["$answered"],
  wedsync_files_exists: function (name) {
    return answered((files) => files.exists(UTF8ToString(name)) === true);
  },
  wedsync_host_random: function (into, size) {
    crypto.getRandomValues(HEAPU8.subarray(into, into + size));
  },
  wedsync_host_wall_ms: function () {
    return Date.now();
  },
});
