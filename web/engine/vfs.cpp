#include <algorithm>
#include <cstdint>
#include <cstring>

#include "sqlite3.h"

#include "web/engine/host.h"

/// SQLite's files in the browser: every operation goes to the object `files` that the page's worker
/// gave (wedsync.d.mts has the contract). Storage policy is there; what an answer of it means to
/// SQLite is here, and what a browser gets wrong is found here:
///
///  1. A write that does not answer with the number of bytes asked for is a full disk. (Chromium
///     over its quota does not throw, it answers 4294967288.)
///  2. A truncation beyond the quota does nothing and says nothing: so the size is read again after
///     each, and after each write that makes a file larger.
///  3. What is thrown is an I/O error of that operation, but for QuotaExceededError.
///
/// One connection owns its files (a lock of the origin, taken before the engine opens), so locks
/// are nothing here, and with PRAGMA locking_mode=EXCLUSIVE the index of the write-ahead log is in
/// memory: no shared memory is needed, and iVersion 1 says that there is none.
namespace {

constexpr int kNameBytesMax = 512;
/// As SQLite's own VFS says for the same disks: an origin-private file is a file of the system, and
/// flush() is its fsync. A power cut does not touch bytes beside those being written.
constexpr int kSectorBytes = 4096;
constexpr int kTraits = SQLITE_IOCAP_POWERSAFE_OVERWRITE;

struct File {
    sqlite3_file base;
    int handle;
    /// Known to be at least so large: writes up to there are not asked about.
    double size;
};

File& of(sqlite3_file* file) {
    return *reinterpret_cast<File*>(file);
}

/// The answer of an operation that failed, as SQLite's code.
int failed(double answer, int code) {
    return answer == WEDSYNC_FILES_QUOTA ? SQLITE_FULL : code;
}

int close_file(sqlite3_file* file) {
    const double closed = wedsync_files_close(of(file).handle);
    return closed < 0 ? SQLITE_IOERR_CLOSE : SQLITE_OK;
}

int read_file(sqlite3_file* file, void* into, int size, sqlite3_int64 at) {
    const double count = wedsync_files_read(of(file).handle, into, size, static_cast<double>(at));
    if (!(count >= 0 && count <= size)) return SQLITE_IOERR_READ;
    if (count == size) return SQLITE_OK;
    const auto read = static_cast<std::size_t>(count);
    std::memset(static_cast<char*>(into) + read, 0, static_cast<std::size_t>(size) - read);
    return SQLITE_IOERR_SHORT_READ;
}

int write_file(sqlite3_file* file, const void* from, int size, sqlite3_int64 at) {
    File& target = of(file);
    const double count = wedsync_files_write(target.handle, from, size, static_cast<double>(at));
    if (count == WEDSYNC_FILES_THREW) return SQLITE_IOERR_WRITE;
    if (count != size) return SQLITE_FULL;
    const double end = static_cast<double>(at) + size;
    if (end <= target.size) return SQLITE_OK;
    const double found = wedsync_files_size(target.handle);
    if (found < 0) return SQLITE_IOERR_FSTAT;
    if (!(found >= end)) return SQLITE_FULL;
    target.size = found;
    return SQLITE_OK;
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
    File& target = of(file);
    const auto wanted = static_cast<double>(size);
    const double before = target.size;
    target.size = 0;
    const double done = wedsync_files_truncate(target.handle, wanted);
    if (done <= 0) return failed(done, SQLITE_IOERR_TRUNCATE);
    const double found = wedsync_files_size(target.handle);
    if (found < 0) return SQLITE_IOERR_FSTAT;
    if (found != wanted) return wanted > before ? SQLITE_FULL : SQLITE_IOERR_TRUNCATE;
    target.size = found;
    return SQLITE_OK;
}

int sync_file(sqlite3_file* file, int) {
    const double done = wedsync_files_flush(of(file).handle);
    return done > 0 ? SQLITE_OK : failed(done, SQLITE_IOERR_FSYNC);
}

int size_of_file(sqlite3_file* file, sqlite3_int64* size) {
    const double found = wedsync_files_size(of(file).handle);
    if (!(found >= 0)) return SQLITE_IOERR_FSTAT;
    *size = static_cast<sqlite3_int64>(found);
    return SQLITE_OK;
}

int lock_file(sqlite3_file*, int) {
    return SQLITE_OK;
}

int check_reserved_lock(sqlite3_file*, int* is_reserved) {
    *is_reserved = 0;
    return SQLITE_OK;
}

int control_file(sqlite3_file*, int, void*) {
    return SQLITE_NOTFOUND;
}

int sector_size(sqlite3_file*) {
    return kSectorBytes;
}

int traits_of_file(sqlite3_file*) {
    return kTraits;
}

constexpr sqlite3_io_methods kMethods{
    .iVersion = 1,
    .xClose = close_file,
    .xRead = read_file,
    .xWrite = write_file,
    .xTruncate = truncate_file,
    .xSync = sync_file,
    .xFileSize = size_of_file,
    .xLock = lock_file,
    .xUnlock = lock_file,
    .xCheckReservedLock = check_reserved_lock,
    .xFileControl = control_file,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = traits_of_file,
    .xShmMap = nullptr,
    .xShmLock = nullptr,
    .xShmBarrier = nullptr,
    .xShmUnmap = nullptr,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* given_flags) {
    file->pMethods = nullptr;
    // Temporary files are in memory (PRAGMA temp_store): none is asked for.
    if (name == nullptr) return SQLITE_CANTOPEN;
    const bool is_made = (flags & SQLITE_OPEN_CREATE) != 0;
    const double handle = wedsync_files_open(name, is_made ? WEDSYNC_FILES_CREATE : 0);
    if (handle < 0) return failed(handle, SQLITE_CANTOPEN);
    of(file) = {{&kMethods}, static_cast<int>(handle), 0};
    if (given_flags != nullptr) *given_flags = flags;
    return SQLITE_OK;
}

int remove_file(sqlite3_vfs*, const char* name, int) {
    return wedsync_files_remove(name) < 0 ? SQLITE_IOERR_DELETE : SQLITE_OK;
}

int does_exist(sqlite3_vfs*, const char* name, int, int* answer) {
    const double found = wedsync_files_exists(name);
    *answer = found > 0 ? 1 : 0;
    return found < 0 ? SQLITE_IOERR_ACCESS : SQLITE_OK;
}

int full_name(sqlite3_vfs*, const char* name, int size, char* into) {
    if (std::strlen(name) >= static_cast<std::size_t>(size)) return SQLITE_CANTOPEN;
    std::strcpy(into, name);
    return SQLITE_OK;
}

int fill_randomly(sqlite3_vfs*, int size, char* into) {
    wedsync_host_random(into, size);
    return size;
}

int sleep_never(sqlite3_vfs*, int) {
    return 0;
}

int julian_now(sqlite3_vfs*, sqlite3_int64* milliseconds) {
    constexpr sqlite3_int64 kUnixEpoch = 210'866'760'000'000;  // In milliseconds of Julian days.
    *milliseconds = kUnixEpoch + static_cast<sqlite3_int64>(wedsync_host_wall_ms());
    return SQLITE_OK;
}

int julian_day_now(sqlite3_vfs* vfs, double* day) {
    sqlite3_int64 milliseconds = 0;
    const int code = julian_now(vfs, &milliseconds);
    *day = static_cast<double>(milliseconds) / 86'400'000.0;
    return code;
}

int last_error(sqlite3_vfs*, int, char*) {
    return 0;
}

}  // namespace

/// SQLite is built for no system of its own (SQLITE_OS_OTHER): this is the one it runs on.
int sqlite3_os_init(void) {
    static sqlite3_vfs vfs{};
    vfs.iVersion = 2;
    vfs.szOsFile = sizeof(File);
    vfs.mxPathname = kNameBytesMax;
    vfs.zName = "wedsync";
    vfs.xOpen = open_file;
    vfs.xDelete = remove_file;
    vfs.xAccess = does_exist;
    vfs.xFullPathname = full_name;
    vfs.xRandomness = fill_randomly;
    vfs.xSleep = sleep_never;
    vfs.xCurrentTime = julian_day_now;
    vfs.xGetLastError = last_error;
    vfs.xCurrentTimeInt64 = julian_now;
    return sqlite3_vfs_register(&vfs, 1);
}

int sqlite3_os_end(void) {
    return SQLITE_OK;
}
